-- The name in the certificate by which an HL7 v2 sender proves itself (mutual TLS); null where none is asked for.
alter table directory.source add column certificate_name text;
