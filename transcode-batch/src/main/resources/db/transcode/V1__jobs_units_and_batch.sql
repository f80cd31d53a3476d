-- One job a generation of a video. Its row is the truth for people and for recovery; Spring Batch's tables (below) are
-- its journal of steps.
create table transcode.job (
    id             uuid primary key,
    video_id       uuid        not null,
    generation     int         not null,
    source_object  text        not null,
    filename       text        not null,
    size_bytes     bigint      not null,
    state          text        not null check (state in ('QUEUED', 'RUNNING', 'STOPPING', 'STOPPED', 'FAILED', 'COMPLETED')),
    -- Raised by each retry after a failure that was told to the other modules.
    attempt        int         not null default 1,
    -- Failed tries since then that were not told, and when the next may begin.
    tries          int         not null default 0,
    retry_at       timestamptz,
    priority       int         not null default 0,
    -- Whoever writes for this job must hold the newest fence; an expired lease raises it before anything else happens.
    fence          bigint      not null default 0,
    owner          text,
    lease_until    timestamptz,
    created_at     timestamptz not null,
    started_at     timestamptz,
    ended_at       timestamptz,
    -- The stored plan: never made twice for one build of FFmpeg.
    plan           jsonb,
    packaged       jsonb,
    verification   jsonb,
    failure        jsonb,
    manifest_hash  text,
    stored_bytes   bigint,
    removed_at     timestamptz,
    -- When unreferenced objects were last looked for, after the job came to rest.
    collected_at   timestamptz,
    unique (video_id, generation)
);
create index job_waiting on transcode.job (priority desc, created_at) where state = 'QUEUED';
create index job_owned on transcode.job (lease_until) where owner is not null;
create index job_newest on transcode.job (created_at desc, id desc);

-- A unit is what one encoder makes at once: a span of pictures in all renditions, or the whole sound.
create table transcode.unit (
    job_id        uuid   not null references transcode.job (id) on delete cascade,
    index         int    not null,
    kind          text   not null check (kind in ('VIDEO', 'AUDIO')),
    -- The order in which units are claimed.
    position      int    not null,
    first_frame   bigint not null,
    frames        bigint not null,
    first_segment int    not null,
    segments      int    not null,
    seek_micros   bigint,
    state         text   not null default 'PENDING' check (state in ('PENDING', 'CLAIMED', 'ACCEPTED', 'FAILED')),
    -- Raised by each claim and by each expiry: a result is accepted only from the newest.
    token         bigint not null default 0,
    attempts      int    not null default 0,
    failures      int    not null default 0,
    worker        text,
    lease_until   timestamptz,
    claimed_at    timestamptz,
    accepted_at   timestamptz,
    not_before    timestamptz,
    frames_done   bigint,
    fps           double precision,
    result        jsonb,
    stored_bytes  bigint,
    failure       jsonb,
    primary key (job_id, index)
);
create index unit_claimed on transcode.unit (lease_until) where state = 'CLAIMED';

-- Spring Batch 6.0.4, schema-postgresql.sql, in our schema.
create table transcode.BATCH_JOB_INSTANCE (
    JOB_INSTANCE_ID bigint       not null primary key,
    VERSION         bigint,
    JOB_NAME        varchar(100) not null,
    JOB_KEY         varchar(32)  not null,
    constraint JOB_INST_UN unique (JOB_NAME, JOB_KEY)
);
create table transcode.BATCH_JOB_EXECUTION (
    JOB_EXECUTION_ID bigint    not null primary key,
    VERSION          bigint,
    JOB_INSTANCE_ID  bigint    not null,
    CREATE_TIME      timestamp not null,
    START_TIME       timestamp default null,
    END_TIME         timestamp default null,
    STATUS           varchar(10),
    EXIT_CODE        varchar(2500),
    EXIT_MESSAGE     varchar(2500),
    LAST_UPDATED     timestamp,
    constraint JOB_INST_EXEC_FK foreign key (JOB_INSTANCE_ID) references transcode.BATCH_JOB_INSTANCE (JOB_INSTANCE_ID)
);
create table transcode.BATCH_JOB_EXECUTION_PARAMS (
    JOB_EXECUTION_ID bigint       not null,
    PARAMETER_NAME   varchar(100) not null,
    PARAMETER_TYPE   varchar(100) not null,
    PARAMETER_VALUE  varchar(2500),
    IDENTIFYING      char(1)      not null,
    constraint JOB_EXEC_PARAMS_FK foreign key (JOB_EXECUTION_ID) references transcode.BATCH_JOB_EXECUTION (JOB_EXECUTION_ID)
);
create table transcode.BATCH_STEP_EXECUTION (
    STEP_EXECUTION_ID  bigint       not null primary key,
    VERSION            bigint       not null,
    STEP_NAME          varchar(100) not null,
    JOB_EXECUTION_ID   bigint       not null,
    CREATE_TIME        timestamp    not null,
    START_TIME         timestamp default null,
    END_TIME           timestamp default null,
    STATUS             varchar(10),
    COMMIT_COUNT       bigint,
    READ_COUNT         bigint,
    FILTER_COUNT       bigint,
    WRITE_COUNT        bigint,
    READ_SKIP_COUNT    bigint,
    WRITE_SKIP_COUNT   bigint,
    PROCESS_SKIP_COUNT bigint,
    ROLLBACK_COUNT     bigint,
    EXIT_CODE          varchar(2500),
    EXIT_MESSAGE       varchar(2500),
    LAST_UPDATED       timestamp,
    constraint JOB_EXEC_STEP_FK foreign key (JOB_EXECUTION_ID) references transcode.BATCH_JOB_EXECUTION (JOB_EXECUTION_ID)
);
create index batch_step_of_job on transcode.BATCH_STEP_EXECUTION (JOB_EXECUTION_ID);
create index batch_execution_of_instance on transcode.BATCH_JOB_EXECUTION (JOB_INSTANCE_ID);
create table transcode.BATCH_STEP_EXECUTION_CONTEXT (
    STEP_EXECUTION_ID  bigint        not null primary key,
    SHORT_CONTEXT      varchar(2500) not null,
    SERIALIZED_CONTEXT text,
    constraint STEP_EXEC_CTX_FK foreign key (STEP_EXECUTION_ID) references transcode.BATCH_STEP_EXECUTION (STEP_EXECUTION_ID)
);
create table transcode.BATCH_JOB_EXECUTION_CONTEXT (
    JOB_EXECUTION_ID   bigint        not null primary key,
    SHORT_CONTEXT      varchar(2500) not null,
    SERIALIZED_CONTEXT text,
    constraint JOB_EXEC_CTX_FK foreign key (JOB_EXECUTION_ID) references transcode.BATCH_JOB_EXECUTION (JOB_EXECUTION_ID)
);
create sequence transcode.BATCH_STEP_EXECUTION_SEQ maxvalue 9223372036854775807 no cycle;
create sequence transcode.BATCH_JOB_EXECUTION_SEQ maxvalue 9223372036854775807 no cycle;
create sequence transcode.BATCH_JOB_INSTANCE_SEQ maxvalue 9223372036854775807 no cycle;
