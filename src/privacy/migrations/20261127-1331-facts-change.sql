-- Whatever a decision's facts are read from says that it changed: in the database, so that no statement can forget it, and by the
-- right of its owner: the region's own role has no other way to a count.

create function privacy.note_record_changes() returns trigger
  language plpgsql security definer set search_path = pg_catalog
as $$
begin
  if exists (select from changed) then
    perform patient_index.note_record_changes(array(select distinct compartment from changed));
  end if;
  return null;
end $$;

create function privacy.note_person_changes() returns trigger
  language plpgsql security definer set search_path = pg_catalog
as $$
begin
  if exists (select from changed) then
    perform patient_index.note_changes(array(select distinct person from changed));
  end if;
  return null;
end $$;

create function privacy.note_seal_changes() returns trigger
  language plpgsql security definer set search_path = pg_catalog
as $$
begin
  if exists (select from changed) then
    perform patient_index.note_changes(
      array(select distinct choice.person from changed join privacy.choice on choice.choice = changed.choice));
  end if;
  return null;
end $$;

-- Teams and agreements are about everybody.
create function privacy.note_region_changes() returns trigger
  language plpgsql security definer set search_path = pg_catalog
as $$
begin
  if exists (select from changed) then
    perform patient_index.note_changes(array[0]);
  end if;
  return null;
end $$;

-- An update counts for what the row was about and for what it is about.
do $$
declare
  noted record;
begin
  for noted in select * from (values
    ('relationship', 'record'), ('choice', 'person'), ('claim', 'person'),
    ('staff_connection', 'person'), ('seal_item', 'seal'), ('team', 'region'), ('team_member', 'region'),
    ('sharing_agreement', 'region')) as source (name, about)
  loop
    execute format('create trigger noted_insert after insert on privacy.%I referencing new table as changed
      for each statement execute function privacy.note_%s_changes()', noted.name, noted.about);
    execute format('create trigger noted_update_before after update on privacy.%I referencing old table as changed
      for each statement execute function privacy.note_%s_changes()', noted.name, noted.about);
    execute format('create trigger noted_update after update on privacy.%I referencing new table as changed
      for each statement execute function privacy.note_%s_changes()', noted.name, noted.about);
    execute format('create trigger noted_delete after delete on privacy.%I referencing old table as changed
      for each statement execute function privacy.note_%s_changes()', noted.name, noted.about);
  end loop;
end $$;
