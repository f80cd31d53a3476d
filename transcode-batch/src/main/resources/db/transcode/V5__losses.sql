-- How often whoever had it was lost since the job last got further: so a film that kills its workers comes to an end.
alter table transcode.job add column losses int not null default 0;
alter table transcode.unit add column losses int not null default 0;
