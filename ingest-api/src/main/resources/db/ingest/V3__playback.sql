-- One random key for each kind of token; whoever starts first makes it.
create table ingest.signing_key (
    kind       text        primary key,
    key_id     text        not null,
    secret     bytea       not null,
    created_at timestamptz not null
);

create table ingest.view (
    view_id    uuid        primary key,
    viewer_id  uuid        not null,
    video_id   uuid        not null,
    generation int         not null,
    started_at timestamptz not null
);
create index view_by_start on ingest.view (started_at);

create table ingest.watch_progress (
    viewer_id       uuid    not null,
    video_id        uuid    not null,
    view_id         uuid    not null,
    view_started_at bigint  not null,
    version         bigint  not null,
    playhead_ms     bigint  not null,
    completed       boolean not null,
    primary key (viewer_id, video_id)
);
create index watch_progress_by_video on ingest.watch_progress (video_id);
