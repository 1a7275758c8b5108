-- Searches over the region (decision 16).

-- One entry for every hash that a row holds. Entries wait in a short list first: measured, that halves what an insert
-- costs, and a search that has to look through the list pays a fraction of a millisecond.
create index resource_by_token on store.resource using gin (token) with (fastupdate = on, gin_pending_list_limit = 512);

-- A source's rows of a type in the order of their creation, which no update changes: for what no hash narrows.
create index resource_by_source on store.resource (source, type, number desc);

-- The same for what is about nobody, whoever contributed it.
create index resource_on_shelf on store.resource (type, number desc) where compartment < 1024;

-- A region's worth of one code is found by its hash now. This index was the dearest of all to keep (its entries come in no
-- order), and knew the first code of a resource only.
drop index store.resource_by_code;
