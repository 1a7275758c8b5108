-- What had happened when a subscription was made: it hears of everything else, from the moment that its maker was answered.
alter table record.subscription add column created_in pg_snapshot not null default pg_current_snapshot();
