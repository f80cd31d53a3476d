-- Why nothing of this file is encoded before its upload is done, for the uploader.
alter table ingest.generation add column deferral text;
