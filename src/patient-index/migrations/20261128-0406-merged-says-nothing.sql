-- A record that its source merged away says nothing any more, and the survivor keeps its word. Of those merged before words were kept the
-- own mark stayed: nobody could take it back or end it (decision 88).

-- Where the survivor has gone on to another person without it, that mark alone protects those whom it lies beside: they keep its word.
insert into patient_index.kept_restriction (compartment, said_by, starts_ms)
  select beside.compartment, merged.compartment, 0
  from patient_index.source_patient as merged
  join patient_index.source_patient as beside on beside.person = merged.person and beside.replaced_by is null
  where merged.replaced_by is not null and merged.is_restricted and not merged.says_restricted
    and not exists (select from patient_index.kept_restriction as own where own.compartment = merged.compartment and own.ends_ms is null)
    and not exists (
      select from patient_index.kept_restriction as kept join patient_index.source_patient as keeper using (compartment)
      where kept.said_by = merged.compartment and keeper.person = merged.person);
update patient_index.source_patient set is_restricted = true
  where not is_restricted and compartment in (select compartment from patient_index.kept_restriction where ends_ms is null);

-- A mark whose word nobody there has kept stays: in doubt without a place.
update patient_index.source_patient as merged set is_restricted = false
  where replaced_by is not null and is_restricted and not says_restricted
    and not exists (select from patient_index.kept_restriction as own where own.compartment = merged.compartment and own.ends_ms is null)
    and exists (
      select from patient_index.kept_restriction as kept join patient_index.source_patient as keeper using (compartment)
      where kept.said_by = merged.compartment and keeper.person = merged.person);
