-- What a record holds by how it stands to a reader (decision 87): whether anything of it is shown is asked of each combination once,
-- however many rows there are. Without what only names the person. Equal keys share an entry: a few bytes a row.
create index resource_by_standing on store.resource (compartment, label, content_class, source)
  where state <> 1 and content_class <> 1 and content_class <> 31;
