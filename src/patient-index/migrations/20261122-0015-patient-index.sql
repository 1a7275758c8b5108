-- The patient index: one source-patient record per organisation's feed and local patient, linked to one person.
-- Links change; records never move.
create schema patient_index;

create table patient_index.source_patient (
  compartment       bigint primary key,
  source            integer not null,
  person            bigint not null,
  -- only a number that passes modulus 11; what was sent stays in the Patient resource
  nhs_number        text,
  nhs_number_status text,
  nhs_number_flaw   text,
  birth_date        date,
  gender            text,
  deceased_ms       bigint,
  is_deceased       boolean not null default false,
  is_restricted     boolean not null default false,
  display_family    text not null default '',
  display_given     text not null default '',
  display_title     text not null default '',
  -- normalised names: current first, then previous and aliases
  family_names      text[] not null default '{}',
  given_names       text[] not null default '{}',
  postcode          text,
  -- the surviving record when the source has merged this one away
  replaced_by       bigint,
  version           bigint not null
);
create index source_patient_by_person on patient_index.source_patient (person);
create index source_patient_by_nhs_number on patient_index.source_patient (nhs_number) where nhs_number is not null;
create index source_patient_by_replacement on patient_index.source_patient (replaced_by) where replaced_by is not null;
create index source_patient_by_name on patient_index.source_patient (birth_date, (family_names[1]));

-- Identifiers by which a source knows its patient (PID-3 and Patient.identifier).
create table patient_index.local_identifier (
  source      integer not null,
  authority   text not null,
  value       text not null,
  compartment bigint not null,
  primary key (source, authority, value)
);
create index local_identifier_by_compartment on patient_index.local_identifier (compartment);

-- Every change of a link, kept: who decided, why, what stood before.
create table patient_index.link_history (
  compartment    bigint not null,
  at_ms          bigint not null,
  from_person    bigint,
  to_person      bigint not null,
  decided_by     text not null,
  reason         text not null
);
create index link_history_by_compartment on patient_index.link_history (compartment);

-- Pairs of persons that look alike and did not join: a human decides.
create table patient_index.review (
  first_compartment  bigint not null,
  second_compartment bigint not null,
  reason             text not null,
  raised_at_ms       bigint not null,
  state              text not null default 'open',
  primary key (first_compartment, second_compartment, reason)
);

grant usage on schema patient_index to goldthread_app;
grant select, insert, update, delete on all tables in schema patient_index to goldthread_app;
