-- The Merkle tree over the leaves, its signed checkpoints, and where each person's numbers stand (decision 0023).

-- Form 2 keeps apart what would tell of hidden entries, so that the rest can be opened and proved.
ALTER TABLE audit.leaf ADD COLUMN form smallint NOT NULL DEFAULT 1 CHECK (form IN (1, 2));
ALTER TABLE audit.leaf ALTER COLUMN form DROP DEFAULT;

-- Leaves of the log that are about nobody: the root of the map of all persons' heads over the leaves before them.
CREATE TABLE audit.heads (
  number bigint PRIMARY KEY CHECK (number >= 1),
  leaf_index bigint NOT NULL UNIQUE CHECK (leaf_index >= 1),
  persons bigint NOT NULL CHECK (persons >= 1),
  root bytea NOT NULL CHECK (octet_length(root) = 32),
  at_ms bigint NOT NULL,
  hash bytea NOT NULL CHECK (octet_length(hash) = 32)
);

-- Which of 65,536 branches of the map a person is on: the first 16 bits of the person's key.
CREATE TABLE audit.head_place (
  bucket integer NOT NULL CHECK (bucket BETWEEN 0 AND 65535),
  person bigint NOT NULL CHECK (person >= 0),
  PRIMARY KEY (bucket, person)
);

-- The hash of a branch since these heads; the newest holds.
CREATE TABLE audit.head_bucket (
  bucket integer NOT NULL CHECK (bucket BETWEEN 0 AND 65535),
  heads bigint NOT NULL,
  hash bytea NOT NULL CHECK (octet_length(hash) = 32),
  PRIMARY KEY (bucket, heads)
);
CREATE INDEX head_bucket_since ON audit.head_bucket (heads);

-- Roots of full subtrees of 256, 65,536 ... leaves: number n of level l covers the leaves from n * 256^l on.
CREATE TABLE audit.subtree (
  level smallint NOT NULL CHECK (level BETWEEN 1 AND 6),
  number bigint NOT NULL CHECK (number >= 0),
  hash bytea NOT NULL CHECK (octet_length(hash) = 32),
  PRIMARY KEY (level, number)
);

-- Signed tree heads, as C2SP signed notes. The last leaf of each is a row of audit.heads.
CREATE TABLE audit.checkpoint (
  size bigint PRIMARY KEY CHECK (size >= 1),
  root bytea NOT NULL CHECK (octet_length(root) = 32),
  at_ms bigint NOT NULL,
  note text NOT NULL
);

-- Signature lines of other regions' witnesses.
CREATE TABLE audit.cosignature (
  size bigint NOT NULL,
  witness text NOT NULL,
  line text NOT NULL,
  at_ms bigint NOT NULL,
  PRIMARY KEY (size, witness)
);
CREATE INDEX cosignature_of_witness ON audit.cosignature (witness, size DESC);

REVOKE ALL ON audit.heads, audit.head_place, audit.head_bucket, audit.subtree, audit.checkpoint, audit.cosignature
  FROM PUBLIC;
GRANT SELECT, INSERT ON audit.heads, audit.head_place, audit.head_bucket, audit.subtree, audit.checkpoint,
  audit.cosignature TO goldthread_app;
