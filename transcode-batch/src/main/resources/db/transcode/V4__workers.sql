-- The processes that encode, as they tell of themselves; one that ends well takes its row with it.
create table transcode.worker (
    name       text        primary key,
    host       text        not null,
    slots      int         not null,
    -- Of FFmpeg and the CPU: only units of one build fit together.
    build      jsonb       not null,
    draining   boolean     not null default false,
    started_at timestamptz not null,
    beat_at    timestamptz not null
);
