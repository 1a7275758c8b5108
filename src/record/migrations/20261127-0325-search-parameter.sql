-- Search parameters that the region defines itself.
create table record.search_parameter (
  id            text primary key,
  -- as it was sent; what it means is read from it at each start
  resource      jsonb not null,
  version       integer not null default 1,
  changed_ms    bigint not null,
  changed_by    text not null,
  -- names its values in the index: another each time that it means something else
  generation    bigint not null generated always as identity,
  -- draft, indexing, ready, retired
  state         text not null,
  -- rows that are in the index so far
  indexed       bigint not null default 0
);

grant select, insert, update, delete on record.search_parameter to goldthread_app;
