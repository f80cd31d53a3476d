-- Captions as their people gave them, one a language; the object is the WebVTT that players get.
create table ingest.caption (
    video_id   uuid    not null references ingest.video on delete cascade,
    language   text    not null,
    label      text    not null,
    is_default boolean not null,
    cues       int     not null,
    object     text    not null,
    -- what is said, for the search
    words      text    not null,
    primary key (video_id, language)
);
create unique index caption_default on ingest.caption (video_id) where is_default;

create table ingest.chapter (
    video_id uuid   not null references ingest.video on delete cascade,
    start_ms bigint not null,
    title    text   not null,
    primary key (video_id, start_ms)
);

-- Whole words without accents, any language: see SearchWords. The second column holds those of captions and chapters.
alter table ingest.video
    add column chapters_object text,
    add column own_words tsvector not null default '',
    add column text_words tsvector not null default '',
    add column words tsvector generated always as (own_words || text_words) stored;
update ingest.video set own_words = array_to_tsvector(array_remove(
    regexp_split_to_array(lower(title || ' ' || description || ' ' || uploader_name), '[^[:alnum:]]+'), ''));
create index video_by_word on ingest.video using gin (words);

create index watch_progress_open on ingest.watch_progress (viewer_id, view_started_at desc) where not completed;
