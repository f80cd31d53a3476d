-- Events written beside the data they tell of; the relay sends them in order of id and deletes what Kafka acknowledged.
create table platform.outbox (
    id bigint generated always as identity primary key,
    topic text not null,
    key text not null,
    value bytea -- null: a tombstone
);
