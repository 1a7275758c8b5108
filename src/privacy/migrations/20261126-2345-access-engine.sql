-- What the whole access decision is made from. Nothing here is overwritten: what stood at a moment can be told later.

-- What was known of a relationship before it changed.
alter table privacy.relationship add column known_from_ms bigint not null default 0;
create table privacy.relationship_history (
  compartment    bigint not null,
  organisation   text   not null,
  kind           text   not null,
  evidence       bigint not null,
  starts_ms      bigint not null,
  ends_ms        bigint,
  known_from_ms  bigint not null,
  known_until_ms bigint not null
);
create index relationship_history_by_record on privacy.relationship_history (compartment, known_until_ms);

-- A claim counts only in the role in which it was made; a second member of staff may have to agree.
alter table privacy.claim
  add column role_code       text not null default '',
  add column second_issuer   text,
  add column second_staff_id text,
  add column confirmed_ms    bigint,
  drop column alerted_ms,
  drop column review_state;
create index claim_by_maker on privacy.claim (issuer, staff_id, starts_ms);

-- An agreement covers every source, or those of one organisation.
alter table privacy.sharing_agreement add column source_organisation text;

-- Teams: whom a seal or full protection is for. A team may be the author of all that one feed seals.
create table privacy.team (
  team         bigint primary key,
  organisation text   not null,
  name         text   not null,
  source       integer,
  starts_ms    bigint not null,
  ends_ms      bigint
);
create index team_by_organisation on privacy.team (organisation);
create table privacy.team_member (
  team      bigint not null,
  issuer    text   not null,
  staff_id  text   not null,
  starts_ms bigint not null,
  ends_ms   bigint,
  primary key (team, issuer, staff_id, starts_ms)
);
create index team_member_by_staff on privacy.team_member (issuer, staff_id);

-- Every choice of a person: who made it, on whose behalf, on what evidence, and who took it back when.
create table privacy.choice (
  choice               bigint primary key,
  person               bigint not null,
  -- objection, seal, protection, share-sensitive, discreet-mode, safe-contact
  kind                 text   not null,
  -- of an objection: whole-record, source, organisation, individual; of a seal: entry, category
  scope                text,
  about_source         integer,
  about_organisation   text,
  about_issuer         text,
  about_staff_id       text,
  -- absolute, emergency-override
  override_policy      text,
  -- sealed, sealed-locked
  seal_level           text,
  team                 bigint,
  content_classes      smallint[],
  labels               integer,
  words                text,
  made_by_kind         text   not null,
  made_by_issuer       text   not null,
  made_by_id           text   not null,
  made_by_name         text   not null,
  made_by_organisation text,
  evidence             text   not null,
  starts_ms            bigint not null,
  ends_ms              bigint,
  ended_by_kind        text,
  ended_by_issuer      text,
  ended_by_id          text,
  ended_by_name        text,
  ended_by_organisation text,
  ended_evidence       text
);
create index choice_by_person on privacy.choice (person, starts_ms);
insert into privacy.choice (choice, person, kind, scope, about_source, about_organisation, about_staff_id,
    override_policy, made_by_kind, made_by_issuer, made_by_id, made_by_name, evidence, starts_ms, ends_ms)
  select objection, person, 'objection', scope, about_source, about_organisation, about_staff_id, override_policy,
    'unknown', '', made_by, made_by, '', starts_ms, ends_ms from privacy.objection;
drop table privacy.objection;

-- What a seal covers: the entry, and whatever speaks of it.
create table privacy.seal_item (
  compartment bigint not null,
  number      bigint not null,
  choice      bigint not null,
  primary key (compartment, number, choice)
);
create index seal_item_by_choice on privacy.seal_item (choice);

-- A member of staff who is the person, or their relative: noted by a registration authority or a privacy officer.
create table privacy.staff_connection (
  issuer       text   not null,
  staff_id     text   not null,
  organisation text   not null,
  person       bigint not null,
  -- self, relative
  kind         text   not null,
  noted_by     text   not null,
  starts_ms    bigint not null,
  ends_ms      bigint,
  primary key (person, issuer, staff_id, kind, starts_ms)
);

-- Who acts for somebody, and every step of it.
create table privacy.proxy_authority (
  authority      bigint primary key,
  person         bigint not null,
  proxy_issuer   text   not null,
  proxy_subject  text   not null,
  proxy_name     text   not null,
  -- parent, guardian, consent, lasting-power-of-attorney, court-deputy
  legal_basis    text   not null,
  content_classes smallint[] not null,
  -- the practice that decides
  organisation   text   not null,
  requested_ms   bigint not null,
  starts_ms      bigint,
  ends_ms        bigint,
  review_ms      bigint,
  -- a decision of the practice about a young person, taken at this age, holds beyond the switch-off of that age
  decided_at_age smallint
);
create index proxy_authority_by_person on privacy.proxy_authority (person);
create index proxy_authority_by_proxy on privacy.proxy_authority (proxy_issuer, proxy_subject);
create table privacy.proxy_step (
  authority   bigint not null,
  at_ms       bigint not null,
  -- requested, approved, refused, renewed, ended
  step        text   not null,
  by_kind     text   not null,
  by_issuer   text   not null,
  by_id       text   not null,
  by_name     text   not null,
  evidence    text   not null
);
create index proxy_step_by_authority on privacy.proxy_step (authority, at_ms);

-- What the privacy officer is told: a reference, and nobody's identity.
create table privacy.alert (
  alert        bigint primary key,
  reference    text   not null unique,
  organisation text   not null,
  kind         text   not null,
  raised_ms    bigint not null
);
create index alert_by_organisation on privacy.alert (organisation, raised_ms);
-- Whom it is about: opened by the privacy officer's own look, which is logged.
create table privacy.alert_subject (
  alert     bigint not null,
  person    bigint,
  issuer    text,
  staff_id  text,
  claim     bigint,
  reasons   text[] not null,
  -- the same concern on the same day raises one alert
  day_key   text   not null,
  primary key (alert),
  unique (day_key)
);
create table privacy.alert_step (
  alert     bigint not null,
  at_ms     bigint not null,
  -- opened, finding
  step      text   not null,
  finding   text,
  words     text,
  by_issuer text   not null,
  by_id     text   not null,
  by_name   text   not null
);
create index alert_step_by_alert on privacy.alert_step (alert, at_ms);

-- The answer of the national service: who may be counted. It goes stale, and what is not in it is out.
create table privacy.opt_out_check (
  opt_out_check bigint primary key,
  checked_ms    bigint not null
);
create table privacy.opt_out_clear (
  opt_out_check bigint not null,
  person        bigint not null,
  primary key (opt_out_check, person)
);
-- Type 1, as the practice's feed says: nothing of this record leaves for other purposes than care.
create table privacy.direct_care_only (
  compartment bigint not null,
  starts_ms   bigint not null,
  ends_ms     bigint,
  primary key (compartment, starts_ms)
);

-- Labels that were put on, or taken off, after an entry was filed.
create table privacy.label_change (
  compartment  bigint  not null,
  number       bigint  not null,
  version      bigint  not null,
  label_before integer not null,
  label_after  integer not null,
  why          text    not null,
  at_ms        bigint  not null
);
create index label_change_by_record on privacy.label_change (compartment, number, at_ms);

grant select, insert, update on all tables in schema privacy to goldthread_app;
-- Steps and histories are added to, never changed.
revoke update on privacy.relationship_history, privacy.proxy_step, privacy.alert, privacy.alert_subject,
  privacy.alert_step, privacy.label_change, privacy.seal_item from goldthread_app;
