-- How often what decisions rest on has changed: about a person, or (0) everybody. Facts that were read before hold for as long
-- as it has not (decision 65). It only grows, in the transaction of the change itself.
create table patient_index.change_count (
  subject bigint primary key,
  changes bigint not null
) with (fillfactor = 70);
grant select on patient_index.change_count to goldthread_app;

-- In the order of the numbers, so that two who note the same do not wait for each other. By a step that is drawn: a change that
-- is lost with its server, and another in its place, do not give the same count.
create function patient_index.note_changes(subjects bigint[]) returns void
  language sql set search_path = pg_catalog
as $$
  insert into patient_index.change_count as counted (subject, changes)
    select subject, 1 + floor(random() * 1000000)::bigint from unnest(subjects) as subject
    where subject is not null group by subject order by subject
    on conflict (subject) do update set changes = counted.changes + excluded.changes
$$;
revoke execute on function patient_index.note_changes(bigint[]) from public;

-- Whose a record is, is held while its change is noted: a link that changes in the same moment waits, or is waited for, so that the
-- count that grows is the one of the person who has the record when both are committed.
create function patient_index.note_record_changes(compartments bigint[]) returns void
  language sql set search_path = pg_catalog
as $$
  with located as (
    select person from patient_index.source_patient where compartment = any(compartments) for share
  )
  select patient_index.note_changes(array(select distinct person from located))
$$;
revoke execute on function patient_index.note_record_changes(bigint[]) from public;

-- A record that leaves somebody and comes back brings what was noted meanwhile.
create function patient_index.note_link_change() returns trigger
  language plpgsql security definer set search_path = pg_catalog
as $$
begin
  perform patient_index.note_changes(array[old.person, new.person]);
  return null;
end $$;
create trigger noted_link after update on patient_index.source_patient
  for each row when (old.person is distinct from new.person) execute function patient_index.note_link_change();
