-- How often what decisions rest on has changed: about a record, a person, or (0) everybody. Facts that were read before hold
-- for as long as it has not (decision 65). It only grows, in the transaction of the change itself.
create table patient_index.change_count (
  subject bigint primary key,
  changes bigint not null
) with (fillfactor = 70);
grant select on patient_index.change_count to goldthread_app;

-- In the order of the numbers, so that two who note the same do not wait for each other. Its owner's right: nobody sets a count back.
create function patient_index.note_changes(subjects bigint[]) returns void
  language sql security definer set search_path = pg_catalog
as $$
  insert into patient_index.change_count as counted (subject, changes)
    select distinct subject, 1 from unnest(subjects) as subject where subject is not null order by subject
    on conflict (subject) do update set changes = counted.changes + 1
$$;
revoke execute on function patient_index.note_changes(bigint[]) from public;
grant execute on function patient_index.note_changes(bigint[]) to goldthread_app;
