-- What people did, in the order it took effect. Each row's hash covers the row and the hash before it.
create table moderation.audit (
    sequence bigint primary key,
    at timestamptz not null,
    actor_id uuid,
    actor_name text,
    action text not null,
    subject_type text not null,
    subject_id text not null,
    detail jsonb not null,
    previous_hash text not null,
    hash text not null
);
create index audit_of_actor on moderation.audit (actor_id, sequence);
create index audit_of_action on moderation.audit (action, sequence);
create index audit_of_subject on moderation.audit (subject_id, sequence);

-- The end of the chain; its row lock puts writers in one order, without gaps.
create table moderation.audit_head (
    only_row boolean primary key default true check (only_row),
    sequence bigint not null,
    hash text not null
);
insert into moderation.audit_head (sequence, hash) values (0, repeat('0', 64));

create function moderation.refuse_audit_change() returns trigger language plpgsql as $$
begin
    raise exception 'the audit is append-only';
end
$$;
create trigger audit_is_append_only
    before update or delete or truncate on moderation.audit
    for each statement execute function moderation.refuse_audit_change();
