-- Each claim of a unit, for people: who, when, with which command, and how it ended.
create table transcode.attempt (
    job_id      uuid        not null,
    index       int         not null,
    -- The claim's token.
    token       bigint      not null,
    worker      text        not null,
    started_at  timestamptz not null,
    ended_at    timestamptz,
    outcome     text        not null default 'RUNNING' check (outcome in ('RUNNING', 'ACCEPTED', 'FAILED', 'STOPPED', 'LOST')),
    frames_done bigint,
    fps         double precision,
    command     text,
    exit_code   int,
    log_tail    jsonb       not null default '[]',
    failure     text,
    reason      text,
    primary key (job_id, index, token),
    foreign key (job_id, index) references transcode.unit (job_id, index) on delete cascade
);
create index attempt_running on transcode.attempt (job_id, index) where outcome = 'RUNNING';

-- What the catalogue last said of a video; a row that is gone there stays here, so that a late upload is not begun.
create table transcode.video (
    video_id uuid    primary key,
    title    text,
    deleted  boolean not null default false
);

-- When anything last went on: a job for which that is long ago is stuck.
alter table transcode.job add column moved_at timestamptz not null default now();
alter table transcode.unit add column moved_at timestamptz;
-- When encoding was over: what comes after it is foretold from the jobs before.
alter table transcode.job add column encoded_at timestamptz;
