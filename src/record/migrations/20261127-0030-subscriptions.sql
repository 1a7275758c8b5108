-- Topic-based subscriptions: who wants to hear of what, what changed, and what each has still to be told.
create schema record;

create table record.subscription (
  id                text primary key,
  -- the only one for whom it exists
  owner             text not null,
  -- who it speaks for: the decision is taken for them at each delivery
  caller            jsonb not null,
  scopes            text[] not null,
  topic             text not null,
  -- Type?query, each
  filters           text[] not null,
  -- numbers of the resource types that can matter
  types             smallint[] not null,
  -- a record of the one person whom it is about; none for a system, which hears of its own contributions
  anchor            bigint,
  channel           text not null,
  endpoint          text,
  headers           text[] not null default '{}',
  payload           text not null,
  heartbeat_seconds integer,
  timeout_seconds   integer not null,
  max_count         integer not null,
  reason            text not null,
  -- requested, active, error, off
  status            text not null default 'requested',
  error             text,
  created_ms        bigint not null,
  end_ms            bigint,
  -- every transaction that may have written without a look at this row has a lower number
  from_transaction  xid8,
  events            bigint not null default 0,
  failures          integer not null default 0,
  failing_since_ms  bigint,
  last_sent_ms      bigint,
  -- who takes it for a delivery sets this ahead
  next_attempt_ms   bigint not null default 0
);
create index subscription_of_owner on record.subscription (owner);

-- The outbox: in the transaction of the change, while anybody subscribes.
create table record.change (
  compartment    bigint not null,
  position       bigint generated always as identity,
  transaction_id xid8 not null default pg_current_xact_id(),
  number         bigint not null,
  type           smallint not null,
  version        bigint not null,
  source         integer not null,
  primary key (compartment, position)
);
create index change_in_order on record.change (position);

create table record.subscription_event (
  subscription text not null references record.subscription (id) on delete cascade,
  position     bigint not null,
  compartment  bigint not null,
  number       bigint not null,
  type         smallint not null,
  version      bigint not null,
  source       integer not null,
  at_ms        bigint not null,
  -- given when it is known to be for this subscriber; what is not for them has never had one
  event        bigint,
  -- waiting, sent, dead
  state        text not null default 'waiting',
  primary key (subscription, position)
);
create unique index subscription_event_by_number on record.subscription_event (subscription, event) where event is not null;
create index subscription_event_to_send on record.subscription_event (subscription, position) where state = 'waiting';

grant usage on schema record to goldthread_app;
grant select, insert, update, delete on all tables in schema record to goldthread_app;
