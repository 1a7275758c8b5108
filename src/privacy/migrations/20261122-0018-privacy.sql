-- What access decisions are made from.
create schema privacy;

-- A legitimate relationship between a source-patient record and an organisation, and what it came from.
create table privacy.relationship (
  compartment  bigint not null,
  organisation text   not null,
  kind         text   not null,
  -- what it follows from: the number of the resource in this compartment, or of the claim
  evidence     bigint not null,
  starts_ms    bigint not null,
  -- end of the contact itself; the tail of days is added when it is read
  ends_ms      bigint,
  primary key (compartment, organisation, kind, evidence)
);

-- Self-claimed relationships and break-glass, each for one person, one member of staff, one reason, with an end.
create table privacy.claim (
  claim        bigint primary key,
  person       bigint not null,
  kind         text   not null,
  issuer       text   not null,
  staff_id     text   not null,
  organisation text   not null,
  reason_code  text   not null,
  reason       text   not null,
  starts_ms    bigint not null,
  ends_ms      bigint not null,
  alerted_ms   bigint,
  review_state text   not null default 'open'
);
create index claim_by_staff on privacy.claim (person, issuer, staff_id);

-- Objections to sharing. The choices' pages and the full rules come with the access engine.
create table privacy.objection (
  objection           bigint primary key,
  person              bigint not null,
  -- whole-record, source, organisation, individual
  scope               text not null,
  about_source        integer,
  about_organisation  text,
  about_staff_id      text,
  -- absolute, emergency-override
  override_policy     text not null,
  made_by             text not null,
  starts_ms           bigint not null,
  ends_ms             bigint
);
create index objection_by_person on privacy.objection (person);

-- Which organisation may draw on the record for which purpose.
create table privacy.sharing_agreement (
  organisation text not null,
  purpose      text not null,
  starts_ms    bigint not null,
  ends_ms      bigint,
  primary key (organisation, purpose, starts_ms)
);

grant usage on schema privacy to goldthread_app;
grant select, insert, update on all tables in schema privacy to goldthread_app;
