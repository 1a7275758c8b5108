-- A privacy officer notes how a member of staff is connected to a person, and that it no longer holds: a step of the alert.
alter table privacy.alert_step add column connection text check (connection in ('self', 'relative', 'neither'));

-- Each organisation says it of its own staff, who may work for two; one thing at a time.
alter table privacy.staff_connection
  drop constraint staff_connection_pkey,
  add primary key (person, issuer, staff_id, organisation, kind, starts_ms);
create unique index staff_connection_stands on privacy.staff_connection (person, issuer, staff_id, organisation)
  where ends_ms is null;
