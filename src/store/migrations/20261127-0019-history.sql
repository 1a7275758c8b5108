-- Histories of a type and of all walk versions in the order of time (decision 4: a version's number is its time).
create index resource_version_by_version on store.resource_version using brin (version);
