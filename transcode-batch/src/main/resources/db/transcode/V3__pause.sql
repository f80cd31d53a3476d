-- The units at work are finished, and then the job stops.
alter table transcode.job add column pausing boolean not null default false;
