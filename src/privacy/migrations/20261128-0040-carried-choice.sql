-- A choice that went with a record to another person of the index says which one it is a copy of (decision 86).
alter table privacy.choice add column carried_from bigint;
