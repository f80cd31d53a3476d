-- A job may begin while its source still arrives: bytes that are durable, from the start on; null when all are.
alter table transcode.job add column durable_bytes bigint;
-- With fewer there is nothing to be done.
alter table transcode.job add column wanted_bytes bigint not null default 0;
-- Why nothing is done before the upload is whole.
alter table transcode.job add column deferral text;
-- The source's beginning that a unit reads; null when it reads to the end.
alter table transcode.unit add column needs_bytes bigint;
-- What a unit was encoded from before the source was whole: its first bytes, and their hash.
alter table transcode.unit add column read_bytes bigint;
alter table transcode.unit add column read_sha256 text;
