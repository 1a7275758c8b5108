-- The way back from a resource to the id that its source chose for it: answers to that source name it so (decision 18).
create index client_id_by_resource on store.client_id (compartment, number);
