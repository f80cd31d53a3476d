create table ingest.task (
    id              uuid        primary key,
    revision        bigint      not null,
    title           text        not null,
    description     text        not null,
    due_at          timestamptz,
    category        text, -- everyone of it has the task, whoever joins later too
    created_by      uuid        not null,
    created_by_name text        not null,
    created_at      timestamptz not null
);

create table ingest.task_video (
    task_id  uuid not null references ingest.task on delete cascade,
    position int  not null,
    video_id uuid not null,
    primary key (task_id, position)
);
create index task_video_by_video on ingest.task_video (video_id);

create table ingest.task_person (
    task_id uuid not null references ingest.task on delete cascade,
    user_id uuid not null,
    primary key (task_id, user_id)
);
create index task_person_by_user on ingest.task_person (user_id);

-- What each person has ever played of a video, over all their views.
create table ingest.watched (
    viewer_id uuid           not null,
    video_id  uuid           not null,
    played_ms int8multirange not null,
    primary key (viewer_id, video_id)
);
create index watched_by_video on ingest.watched (video_id);
