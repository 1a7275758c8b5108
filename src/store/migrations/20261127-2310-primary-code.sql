-- A source's rows of one code in the order of their creation (decision 16): the newest of a common code are read in as many
-- steps as are shown. New entries of a code go to its end, so that many share a page, as those in the order of clinical time did not.
-- Hash of the code that a search is likeliest to name, of what is about a person; rows from before get theirs with their hashes.
alter table store.resource add column primary_code bigint;
create index resource_by_primary_code on store.resource (source, type, primary_code, number desc)
  where primary_code is not null;

-- A person's rows of a type are told apart by their code before any of them is read.
drop index store.resource_by_type;
create index resource_by_type on store.resource (compartment, type, clinical_time desc, number desc, primary_code);

-- The same for the codes that a resource has beside its primary one, which most have not. Entries outlive a change of the
-- resource: whoever is led by one asks the row.
create table store.further_code (
  source      integer  not null,
  type        smallint not null,
  code        bigint   not null,
  compartment bigint   not null,
  number      bigint   not null,
  primary key (source, type, code, number, compartment)
);
create index further_code_by_compartment on store.further_code (compartment, type, code);
grant select, insert, update, delete on store.further_code to goldthread_app;

-- Whoever asks the index of hashes reads what waits in its list: 512 kB of it took 240 microseconds of each search, 128 kB 90. It takes
-- an insertion 3 to 5 microseconds more.
alter index store.resource_by_token set (gin_pending_list_limit = 128);
