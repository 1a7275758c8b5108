-- Organisations and the feeds by which they contribute.
create schema directory;

create table directory.organisation (
  code text primary key,
  name text not null,
  kind text not null
);

create table directory.source (
  source          integer primary key,
  code            text not null unique,
  organisation    text not null references directory.organisation (code),
  name            text not null,
  feed            text not null,
  -- HL7 v2 sender as MSH-3 and MSH-4 name it
  sender          text unique,
  -- live: as things happen; pulled: as of the last pull
  delivery        text not null default 'live',
  last_received_ms bigint,
  last_pulled_ms   bigint,
  unreachable_since_ms bigint
);

-- Steps done once in the life of this database, such as filing the demo people.
create table directory.done (
  step  text primary key,
  at_ms bigint not null
);

grant usage on schema directory to goldthread_app;
grant select, insert, update, delete on all tables in schema directory to goldthread_app;
