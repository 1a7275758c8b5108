create schema if not exists sign_in;

-- A sign-in that has left for the issuer and has not come back yet. Used once.
create table sign_in.attempt (
  state_hash bytea primary key check (octet_length(state_hash) = 32),
  browser_hash bytea not null check (octet_length(browser_hash) = 32),
  kind text not null check (kind in ('staff', 'patient')),
  issuer_id text not null,
  nonce text not null,
  code_verifier text not null,
  return_to text not null,
  expires_at timestamptz not null
);
create index attempt_expires_at on sign_in.attempt (expires_at);

-- Only the SHA-256 of the session id stands here: who reads this table cannot take over a session.
create table sign_in.session (
  session_hash bytea primary key check (octet_length(session_hash) = 32),
  kind text not null check (kind in ('staff', 'patient')),
  issuer text not null,
  subject text not null,
  person_name text not null,
  role_choices jsonb not null default '[]',
  chosen_role_id text,
  nhs_number text,
  birth_date text,
  identity_proofing text,
  authenticated_at timestamptz not null,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  ends_at timestamptz not null,
  check (kind = 'staff' or (nhs_number is not null and birth_date is not null and identity_proofing is not null))
);
create index session_ends_at on sign_in.session (ends_at);

-- Back-end services (SMART Backend Services) and what each may at most be given.
create table sign_in.client (
  client_id text primary key,
  organisation text not null,
  organisation_name text not null,
  jwks jsonb,
  jwks_url text,
  scopes text[] not null,
  source text,
  is_demo boolean not null default false,
  registered_at timestamptz not null,
  disabled_at timestamptz,
  check ((jwks is null) <> (jwks_url is null))
);

-- Client assertions that were accepted: a second use is refused, also after a restart (RFC 7523, 3, item 7).
create table sign_in.used_assertion (
  client_id text not null references sign_in.client,
  jti_hash bytea not null check (octet_length(jti_hash) = 32),
  expires_at timestamptz not null,
  primary key (client_id, jti_hash)
);
create index used_assertion_expires_at on sign_in.used_assertion (expires_at);

grant usage on schema sign_in to goldthread_app;
grant select, insert, update, delete on sign_in.attempt, sign_in.session to goldthread_app;
grant select, insert, update on sign_in.client to goldthread_app;
grant select, insert, delete on sign_in.used_assertion to goldthread_app;
