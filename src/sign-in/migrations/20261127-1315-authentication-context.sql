-- How the issuer says that it authenticated the person for this sign-in (OpenID Connect Core 1.0, 2: acr). The gravest acts may
-- ask for one of some values; null, as in every session from before, is none of them.
alter table sign_in.session add column authentication_context_class text;
