-- Encoded parts of a film that is not published yet, as they were told: what its preview is made of.
create table ingest.preview_part (
    video_id    uuid        not null,
    generation  int         not null,
    unit        int         not null,
    units_total int         not null,
    part        jsonb       not null,
    told_at     timestamptz not null,
    primary key (video_id, generation, unit),
    foreign key (video_id, generation) references ingest.generation on delete cascade
);
