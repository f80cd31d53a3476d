-- A video and its source files. What a column of generation holds is the fold of events in any order: see Generation.
create table ingest.video (
    video_id            uuid        primary key,
    uploader_id         uuid        not null,
    uploader_name       text        not null,
    title               text        not null,
    description         text        not null,
    category            text        not null,
    revision            bigint      not null,
    created_at          timestamptz not null,
    changed_at          timestamptz not null,
    -- derived from its generations, for lists
    newest_generation   int         not null,
    approved_generation int
);
create index video_by_uploader on ingest.video (uploader_id, video_id);
create index video_by_title on ingest.video (lower(title) collate "und-x-icu", video_id);
create index video_approved on ingest.video (category, video_id) where approved_generation is not null;

create table ingest.generation (
    video_id          uuid    not null references ingest.video on delete cascade,
    generation        int     not null,
    source_size_bytes bigint  not null,
    uploaded          boolean not null,
    source_removed    boolean not null,
    attempt           int     not null,
    units_done        int     not null,
    units_total       int     not null,
    ready_at          timestamptz,
    manifest_hash     text,
    duration_ms       bigint,
    width             int,
    height            int,
    hls               text,
    dash              text,
    storyboard        text,
    poster            text,
    stored_bytes      bigint,
    failed_at         timestamptz,
    failure           text,
    failure_reason    text,
    removed_attempt   int     not null,
    -- derived, for lists
    status            text    not null,
    primary key (video_id, generation)
);

create table ingest.verdict (
    video_id       uuid        not null,
    generation     int         not null,
    manifest_hash  text        not null,
    outcome        text        not null,
    reason         text,
    delete_storage boolean     not null,
    moderator_id   uuid        not null,
    at             timestamptz not null,
    primary key (video_id, generation, manifest_hash),
    foreign key (video_id, generation) references ingest.generation on delete cascade
);

-- What is to leave the media store; a row goes when its objects have gone.
create table ingest.removal (
    id           bigint generated always as identity primary key,
    name         text        not null,
    requested_at timestamptz not null
);
