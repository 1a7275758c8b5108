-- What the issuer calls this sign-in: by it, it says that somebody is logged out (OpenID Connect Back-Channel Logout 1.0).
alter table sign_in.session
  add column issuer_subject text,
  add column issuer_session text;
create index session_at_issuer on sign_in.session (issuer, issuer_subject);
create index session_issuer_session on sign_in.session (issuer, issuer_session);

-- Logout tokens that were accepted: each is good once, also after a restart (2.6, item 7).
create table sign_in.used_logout_token (
  issuer text not null,
  jti_hash bytea not null check (octet_length(jti_hash) = 32),
  expires_at timestamptz not null,
  primary key (issuer, jti_hash)
);
create index used_logout_token_expires_at on sign_in.used_logout_token (expires_at);

grant select, insert, delete on sign_in.used_logout_token to goldthread_app;
