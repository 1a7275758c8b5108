-- A privacy officer notes how a member of staff is connected to a person, and that it no longer holds: a step of the alert.
alter table privacy.alert_step add column connection text check (connection in ('self', 'relative', 'neither'));
