-- What a team was called until it was renamed: whoever named it reads the name that they chose.
create table privacy.team_past_name (
  team     bigint not null,
  name     text   not null,
  until_ms bigint not null,
  primary key (team, until_ms)
);
grant select, insert on privacy.team_past_name to goldthread_app;
-- Whoever named a team is told of each change of it.
create index choice_by_team on privacy.choice (team) where team is not null;
