-- That somebody's whereabouts are protected is said by one record. What parts from it stays without a place all the same, until that record
-- takes it back or somebody ends it (decision 88).
create table patient_index.kept_restriction (
  compartment           bigint not null,
  -- the record that said so
  said_by               bigint not null,
  starts_ms             bigint not null,
  ends_ms               bigint,
  -- source, staff
  ended_by_kind         text,
  ended_by_issuer       text,
  ended_by_id           text,
  ended_by_name         text,
  ended_by_organisation text,
  ended_evidence        text,
  primary key (compartment, said_by, starts_ms)
);
create index kept_restriction_by_speaker on patient_index.kept_restriction (said_by) where ends_ms is null;
grant select, insert, update on patient_index.kept_restriction to goldthread_app;

-- What the record itself says; `is_restricted` is that, or what it keeps from another.
alter table patient_index.source_patient add column says_restricted boolean not null default false;
update patient_index.source_patient set says_restricted = true where is_restricted and replaced_by is null;
-- A record that its source merged away says nothing any more: its word is kept for the surviving one.
insert into patient_index.kept_restriction (compartment, said_by, starts_ms)
  select replaced_by, compartment, 0 from patient_index.source_patient where is_restricted and replaced_by is not null;
update patient_index.source_patient set is_restricted = true
  where compartment in (select compartment from patient_index.kept_restriction);
