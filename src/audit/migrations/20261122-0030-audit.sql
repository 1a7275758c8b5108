-- The log: who looked, decided, changed. Written by a role that can add and read, and can never change or delete.
CREATE SCHEMA audit;

-- One row per request. It commits to the decision and to everybody who was disclosed.
CREATE TABLE audit.entry (
  position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- Orders the entries by when they can have become visible, which the position alone does not.
  transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id(),
  at_ms bigint NOT NULL,
  request_id text NOT NULL CHECK (octet_length(request_id) BETWEEN 1 AND 200),
  kind text NOT NULL CHECK (octet_length(kind) BETWEEN 1 AND 40),
  persons bigint[] NOT NULL CHECK (0 < ALL (persons)),
  body text NOT NULL
);
CREATE INDEX entry_in_order ON audit.entry (transaction_id, position);

-- Derived: one row per entry and person (person 0 where nobody was disclosed). The Merkle log seals these hashes.
CREATE TABLE audit.leaf (
  leaf_index bigint PRIMARY KEY CHECK (leaf_index >= 0),
  entry bigint NOT NULL,
  person bigint NOT NULL CHECK (person >= 0),
  person_sequence bigint NOT NULL CHECK (person_sequence >= 1),
  salt bytea NOT NULL CHECK (octet_length(salt) = 32),
  hash bytea NOT NULL CHECK (octet_length(hash) = 32)
);
-- Gapless for each person.
CREATE UNIQUE INDEX leaf_sequence ON audit.leaf (person, person_sequence);
-- Lists a person's newest first, from any leaf on.
CREATE INDEX leaf_of_person ON audit.leaf (person, leaf_index DESC);

-- How far the leaves have come: one row per batch, the newest is the cursor. Nothing is ever updated.
CREATE TABLE audit.sealing (
  batch bigint PRIMARY KEY CHECK (batch >= 1),
  up_to_transaction_id xid8 NOT NULL,
  up_to_position bigint NOT NULL,
  first_leaf bigint NOT NULL,
  last_leaf bigint NOT NULL CHECK (last_leaf >= first_leaf),
  -- Entries since the beginning, this batch's included: so that in and out can be compared without counting the log.
  entries_so_far bigint NOT NULL CHECK (entries_so_far >= batch),
  at_ms bigint NOT NULL
);

REVOKE ALL ON ALL TABLES IN SCHEMA audit FROM PUBLIC;
GRANT USAGE ON SCHEMA audit TO goldthread_app;
GRANT SELECT ON audit.entry, audit.leaf, audit.sealing TO goldthread_app;
-- Not the position and not the transaction: the database gives both.
GRANT INSERT (at_ms, request_id, kind, persons, body) ON audit.entry TO goldthread_app;
GRANT INSERT ON audit.leaf, audit.sealing TO goldthread_app;
