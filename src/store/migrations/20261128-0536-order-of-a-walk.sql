-- The whole order of a walk (decision 94). Without the compartment PostgreSQL sorted again what it read, in groups of 32 rows with
-- their bodies. It takes 8 bytes a resource.
drop index store.resource_by_primary_code;
create index resource_by_primary_code on store.resource (source, type, primary_code, number desc, compartment desc)
  where primary_code is not null;
drop index store.resource_on_shelf;
create index resource_on_shelf on store.resource (type, number desc, compartment desc) where compartment < 1024;
