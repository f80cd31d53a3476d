create table ingest.upload (
    video_id       uuid        not null,
    generation     int         not null,
    uploader_id    uuid        not null,
    filename       text        not null,
    content_type   text        not null,
    size_bytes     bigint      not null,
    received_bytes bigint      not null,
    state          text        not null,
    -- of the store, when parts go straight there
    multipart_id   text,
    created_at     timestamptz not null,
    changed_at     timestamptz not null,
    primary key (video_id, generation)
);
create index upload_receiving on ingest.upload (changed_at) where state = 'RECEIVING';
