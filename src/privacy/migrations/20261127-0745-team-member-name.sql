-- Whoever leads a team reads whom it holds: the name that was given when the member was named, beside the identifier.
alter table privacy.team_member add column name text not null default '';
