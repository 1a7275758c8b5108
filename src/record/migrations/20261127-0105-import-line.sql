-- What a bulk import filed of each id that a source chose: the same line again changes nothing.
create table record.import_line (
  source      integer  not null,
  type        smallint not null,
  id          text     not null,
  -- of the line as it was posted
  line_hash   bigint   not null,
  -- where it lies, and the version that was made of it
  compartment bigint   not null,
  number      bigint   not null,
  version     bigint   not null,
  primary key (source, type, id)
);
grant select, insert, update, delete on record.import_line to goldthread_app;
