-- Bulk export walks the records of one organisation's feeds in the order of their numbers.
create index source_patient_by_source on patient_index.source_patient (source, compartment);
