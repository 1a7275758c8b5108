-- The inbox: every message that was answered AA or AE is here, as it came.
create schema intake;

create table intake.message (
  number          bigint primary key,
  source          integer not null,
  -- MSH-3 and MSH-4
  sender          text not null,
  -- MSH-10
  control_id      text not null,
  -- SHA-256 of sender and control id, which may be longer than an index takes
  key_hash        bytea not null,
  -- SHA-256 of the bytes
  content_hash    bytea not null,
  raw             bytea not null,
  received_ms     bigint not null,
  state           text not null check (state in ('received', 'filed', 'quarantined', 'unsupported', 'discarded')),
  trigger         text not null default '',
  -- code, and for each flaw the place and the rule: never what a message said
  reason_code     text,
  reason_flaws    text,
  attempts        integer not null default 0,
  filed_ms        bigint,
  acknowledgement text,
  -- why an operator discarded it
  discard_reason  text,
  unique (key_hash, content_hash)
);
create index message_received on intake.message (number) where state = 'received';
create index message_kept_aside on intake.message (number) where state in ('quarantined', 'unsupported');

-- What each filed message was about (hashes), so that a replay sees whether something later was filed.
create table intake.message_entity (
  entity  bigint not null,
  message bigint not null,
  primary key (entity, message)
);

-- Files of small providers, with what was refused of them.
create table intake.file (
  number        bigint primary key,
  source        integer not null,
  name          text not null,
  content_hash  bytea not null,
  raw           bytea not null,
  received_ms   bigint not null,
  accepted_rows integer not null,
  refused       text not null,
  unique (source, content_hash)
);

grant usage on schema intake to goldthread_app;
grant select, insert, update on intake.message to goldthread_app;
grant select, insert on intake.message_entity to goldthread_app;
grant select, insert, update on intake.file to goldthread_app;
