-- Who asks to act, where the index knows them: a member of staff who is this person, or their relative, does not decide about it.
alter table privacy.proxy_authority add column proxy_person bigint;
