-- What was loaded: code systems, value sets and concept maps. About nobody; on several servers, a copy on each.
create schema terminology;

create table terminology.definition (
  definition    integer generated always as identity primary key,
  type          text not null check (type in ('CodeSystem', 'ValueSet', 'ConceptMap')),
  url           text not null,
  version       text not null,
  -- loading: its concepts are still on their way, and nobody is told of it; replaced: kept a while for whoever is still
  -- answering from it, since an empty table would answer "no"
  state         text not null check (state in ('loading', 'ready', 'replaced')),
  replaced_ms   bigint,
  is_internal   boolean not null,
  -- file or package that it came from
  origin        text not null,
  -- of a code system: the value set of all its codes
  value_set     text,
  -- of a code system whose concepts stand in terminology.concept
  concept_count integer,
  first_concept integer,
  loaded_ms     bigint not null,
  body          text not null
);
create unique index definition_ready on terminology.definition (type, url, version) where state = 'ready';

-- Numbers of concepts are unique over all code systems, so that one index of ancestors serves all of them.
create table terminology.concept_number (
  next_number integer not null
);
insert into terminology.concept_number values (1);

create table terminology.concept (
  concept     integer primary key,
  definition  integer not null,
  code        text not null,
  display     text,
  meaning     text,
  is_active   boolean not null,
  is_abstract boolean not null,
  parents     integer[] not null,
  -- every concept above, by any way: "is it below X" is asked of one row, and "what is below X" of one index
  ancestors   integer[] not null,
  -- reference sets that it is a member of
  member_of   integer[] not null,
  -- [{"code":, "value":, "type":}]
  properties  jsonb not null,
  -- words of its names, folded
  words       tsvector not null,
  unique (definition, code)
);
create index concept_ancestors on terminology.concept using gin (ancestors);
create index concept_parents on terminology.concept using gin (parents);
create index concept_member_of on terminology.concept using gin (member_of);
create index concept_words on terminology.concept using gin (words);
create index concept_properties on terminology.concept using gin (properties jsonb_path_ops);

create table terminology.designation (
  concept  integer not null,
  position smallint not null,
  language text,
  use      jsonb,
  text     text not null,
  primary key (concept, position)
);

grant usage on schema terminology to goldthread_app;
grant select, insert, update, delete on all tables in schema terminology to goldthread_app;
