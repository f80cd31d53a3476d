-- Videos as the catalogue tells of them, and the verdict that stands on the bytes named by manifest_hash.
create table moderation.video (
    id uuid primary key,
    generation integer not null,
    uploader_id uuid not null,
    uploader_name text not null,
    title text not null,
    description text not null,
    category text not null,
    told_status text not null,
    told_reason text,
    duration_ms bigint,
    manifest_hash text,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    ready_at timestamptz, -- when this generation was first READY
    verdict text,
    verdict_reason text,
    storage_deleted boolean not null default false,
    -- A verdict shows at once; the catalogue's word on it follows.
    status text not null generated always as (
        case when verdict is not null and told_status in ('READY', 'APPROVED', 'REJECTED') then verdict else told_status end
    ) stored,
    waiting_since timestamptz not null generated always as (coalesce(ready_at, created_at)) stored
);
create index video_queue on moderation.video (status, waiting_since, id);

-- Every verdict ever given; the last one on a manifest stands.
create table moderation.verdict (
    id uuid primary key,
    video_id uuid not null,
    generation integer not null,
    manifest_hash text not null,
    outcome text not null,
    reason text,
    delete_storage boolean not null,
    moderator_id uuid not null,
    moderator_name text not null,
    at timestamptz not null
);
create index verdict_of_video on moderation.verdict (video_id, at);
