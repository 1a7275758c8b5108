-- A choice that came with a record says of which feed that was (decision 88).
alter table privacy.choice add column carried_with integer;

-- Who has a part in a permission to act, as persons in the index: whom it is about and who asked. They follow their records, so that
-- nobody who is one of them, or close to them, decides about it (decisions 80 and 88).
create table privacy.proxy_party (
  authority bigint not null,
  person    bigint not null,
  primary key (authority, person)
);
create index proxy_party_by_person on privacy.proxy_party (person);
insert into privacy.proxy_party (authority, person)
  select authority, person from privacy.proxy_authority
  union select authority, proxy_person from privacy.proxy_authority where proxy_person is not null;
alter table privacy.proxy_authority drop column proxy_person;
grant select, insert on privacy.proxy_party to goldthread_app;
