-- Apps that people allow to see their record (SMART App Launch): registered by the operator, allowed by the person.
create table sign_in.app (
  client_id text primary key,
  name text not null,
  publisher text not null,
  kind text not null check (kind in ('public', 'confidential')),
  audience text not null check (audience in ('patient', 'staff')),
  redirect_uris text[] not null,
  launch_url text,
  origins text[] not null default '{}',
  jwks jsonb,
  jwks_url text,
  scopes text[] not null,
  is_demo boolean not null default false,
  registered_at timestamptz not null,
  disabled_at timestamptz,
  check (kind = 'confidential' or (jwks is null and jwks_url is null)),
  check (kind = 'public' or (jwks is null) <> (jwks_url is null))
);

-- An app that was opened from a record and has not asked yet. Only the hash of its token stands here; used once.
create table sign_in.launch (
  launch_hash bytea primary key check (octet_length(launch_hash) = 32),
  client_id text not null,
  session_hash bytea not null,
  patient_id text not null,
  person bigint not null,
  expires_at timestamptz not null
);
create index launch_expires_at on sign_in.launch (expires_at);

-- What one person allowed one app: every code and token hangs on it, and ends with it.
create table sign_in.app_grant (
  grant_id uuid primary key,
  client_id text not null,
  kind text not null check (kind in ('staff', 'patient')),
  issuer text not null,
  subject text not null,
  -- Who allowed it, as the session had it.
  caller jsonb not null,
  scopes text[] not null,
  patient_id text,
  person bigint,
  -- Ends with this session; none where the person allowed access while they are away.
  session_hash bytea,
  created_at timestamptz not null,
  last_used_at timestamptz,
  ends_at timestamptz not null,
  ended_at timestamptz,
  ended_by text check (ended_by in ('person', 'app', 'reuse', 'code-reuse')),
  check ((ended_at is null) = (ended_by is null)),
  check ((patient_id is null) = (person is null)),
  check (kind = 'patient' or session_hash is not null)
);
create index app_grant_of on sign_in.app_grant (issuer, subject, created_at desc);

create table sign_in.app_code (
  code_hash bytea primary key check (octet_length(code_hash) = 32),
  grant_id uuid not null references sign_in.app_grant on delete cascade,
  redirect_uri text not null,
  code_challenge text not null,
  nonce text,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index app_code_of on sign_in.app_code (grant_id);

create table sign_in.refresh_token (
  token_hash bytea primary key check (octet_length(token_hash) = 32),
  grant_id uuid not null references sign_in.app_grant on delete cascade,
  issued_at timestamptz not null,
  used_at timestamptz
);
create index refresh_token_of on sign_in.refresh_token (grant_id);

-- Apps prove themselves by assertions too, and are no back-end clients.
alter table sign_in.used_assertion drop constraint used_assertion_client_id_fkey;

grant select, insert, update on sign_in.app to goldthread_app;
grant select, insert, update, delete on sign_in.launch, sign_in.app_grant, sign_in.app_code, sign_in.refresh_token
  to goldthread_app;
