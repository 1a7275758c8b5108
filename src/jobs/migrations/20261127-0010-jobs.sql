-- Work that outlasts a request.
create schema jobs;

create table jobs.job (
  -- 128 random bits: an address that nobody guesses
  id          text primary key,
  kind        text not null,
  -- the only one for whom this job exists
  owner       text not null,
  request     jsonb not null,
  -- waiting, running, done, failed, cancelled
  state       text not null default 'waiting',
  progress    text,
  -- how far the handler has come, in its own words
  checkpoint  jsonb,
  result      jsonb,
  fault       jsonb,
  created_ms  bigint not null,
  finished_ms bigint,
  keep_ms     bigint not null,
  -- from then on it is gone, with its parts
  expires_ms  bigint,
  attempts    integer not null default 0,
  -- who runs it must renew this; past it, somebody else takes the job
  lease_ms    bigint,
  lease_by    text
);
create index job_to_take on jobs.job (created_ms) where state in ('waiting', 'running');
create index job_of_owner on jobs.job (owner) where state in ('waiting', 'running');
create index job_to_forget on jobs.job (expires_ms) where expires_ms is not null;

create table jobs.part (
  job          text not null references jobs.job (id) on delete cascade,
  number       integer not null,
  content_type text not null,
  body         bytea not null,
  primary key (job, number)
);

grant usage on schema jobs to goldthread_app;
grant select, insert, update, delete on all tables in schema jobs to goldthread_app;
