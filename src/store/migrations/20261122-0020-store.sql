-- The store: versioned FHIR R4 resources. The shard key `compartment` leads every key, so that everything about one
-- source-patient record lies together and one set of migrations serves PostgreSQL and a distributed PostgreSQL.
create schema store;

create table store.resource (
  compartment    bigint   not null,
  number         bigint   not null,
  type           smallint not null,
  version        bigint   not null,
  source         integer  not null,
  content_class  smallint not null,
  label          integer  not null default 0,
  -- 0 current, 1 deleted, 2 withdrawn (entered in error at the source)
  state          smallint not null default 0,
  -- milliseconds since 1970: when it happened, and until when
  clinical_time  bigint,
  clinical_until bigint,
  -- hash of the primary code
  code           bigint,
  -- hash of the key by which its source knows it
  source_key     bigint,
  -- message it came from, in intake
  origin         bigint,
  -- hashes of (search parameter, value) for the parameters of type token, reference and uri
  token          bigint[] not null default '{}',
  body           text not null,
  primary key (compartment, number)
) with (fillfactor = 92, autovacuum_vacuum_insert_scale_factor = 0.02);

create index resource_by_type on store.resource (compartment, type, clinical_time desc, number desc);
create unique index resource_by_source_key on store.resource (compartment, source_key) where source_key is not null;
create index resource_by_code on store.resource (type, code, clinical_time desc, compartment, number) where code is not null;
create index resource_by_version on store.resource using brin (version);

-- Superseded versions only: the current one is in store.resource, so a creation writes its body once.
create table store.resource_version (
  compartment   bigint   not null,
  number        bigint   not null,
  version       bigint   not null,
  type          smallint not null,
  source        integer  not null,
  content_class smallint not null,
  label         integer  not null,
  state         smallint not null,
  body          text not null,
  primary key (compartment, number, version)
);

-- Business identifiers, for conditional interactions and searches by identifier over the region.
create table store.identifier (
  value_hash  bigint   not null,
  type        smallint not null,
  compartment bigint   not null,
  number      bigint   not null,
  primary key (value_hash, type, compartment, number)
);

-- Ids that a client chose, each within its own source.
create table store.client_id (
  source      integer  not null,
  type        smallint not null,
  client_id   text     not null,
  compartment bigint   not null,
  number      bigint   not null,
  primary key (source, type, client_id)
);

grant usage on schema store to goldthread_app;
grant select, insert, update, delete on all tables in schema store to goldthread_app;
