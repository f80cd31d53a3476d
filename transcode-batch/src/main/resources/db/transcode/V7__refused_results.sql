-- What verify refused for what units made of it: the manifest, and the units. The same again is refused without a look.
alter table transcode.job add column refused jsonb;
