-- Keys of Bundles are kept for 90 days (decision 99): whoever notes one takes away some that are older.
create index filed_bundle_by_age on record.filed_bundle (received_at_ms);
grant delete on record.filed_bundle to goldthread_app;
-- For update skip locked: two that take old ones away at one moment take different ones.
grant update (received_at_ms) on record.filed_bundle to goldthread_app;
