-- People who may sign in. A change of role, category, password or standing, and a sign-out, raise version:
-- every token below it is dead. revision counts every change (the ETag).
create table moderation.account (
    id uuid primary key,
    email text not null unique, -- lower case, ASCII
    display_name text not null,
    role text not null,
    category text not null,
    enabled boolean not null,
    password_hash text not null,
    must_change_password boolean not null,
    version bigint not null check (version >= 1),
    revision bigint not null check (revision >= 1),
    sessions_valid_from timestamptz not null,
    created_at timestamptz not null,
    last_sign_in_at timestamptz
);

-- RSA keys that sign access tokens: the newest signs, all are published.
create table moderation.signing_key (
    id text primary key,
    private_key bytea not null, -- PKCS #8
    public_key bytea not null, -- X.509
    created_at timestamptz not null
);

-- One sign-in on one browser. Its refresh tokens form a chain; it ends as a whole.
create table moderation.session (
    id uuid primary key,
    account_id uuid not null references moderation.account,
    account_version bigint not null, -- another version of the account ends it
    created_at timestamptz not null,
    expires_at timestamptz not null,
    ended_at timestamptz
);
create index session_of_account on moderation.session (account_id);
create index session_expiry on moderation.session (expires_at);

-- Tokens themselves are never stored. With its salt a used token yields its one successor again, for a lost answer.
create table moderation.refresh_token (
    hash bytea primary key, -- SHA-256
    session_id uuid not null references moderation.session on delete cascade,
    expires_at timestamptz not null,
    used_at timestamptz,
    successor_salt bytea,
    successor_hash bytea
);
create index refresh_token_of_session on moderation.refresh_token (session_id);

-- Failed sign-ins by account and by address; unlogged: a crash forgives them.
create unlogged table moderation.sign_in_failure (
    subject text primary key,
    failures integer not null,
    last_at timestamptz not null,
    blocked_until timestamptz not null
);
create index sign_in_failure_age on moderation.sign_in_failure (last_at);
