-- A sign-in that was asked for anew, for an act that a session of some minutes' age is not enough for: the person must have
-- been authenticated after this moment (OpenID Connect Core 1.0, 3.1.2.1, max_age and prompt; 3.1.3.7, item 13).
alter table sign_in.attempt add column again_from timestamptz;
