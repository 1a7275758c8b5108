-- A transaction Bundle that its client gave a key is filed once, however often it is sent (decision 99).
create table record.filed_bundle (
  source         integer not null,
  -- SHA-256 of the key: what a client writes into one is nobody's to keep
  key            bytea   not null,
  -- SHA-256 of the Bundle: the same key with another Bundle is refused
  body           bytea   not null,
  received_at_ms bigint  not null,
  -- what became of each entry, for the same answer again: types, ids and versions as JSON, nothing of the resources
  entries        text    not null,
  primary key (source, key)
);
grant select, insert on record.filed_bundle to goldthread_app;
