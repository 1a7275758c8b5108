-- When the whole log was gone through, and whether it was what was signed: a start goes on from there, and doctor says it.
CREATE TABLE audit.inspection (
  at_ms bigint PRIMARY KEY,
  is_whole boolean NOT NULL
);
REVOKE ALL ON audit.inspection FROM PUBLIC;
GRANT SELECT, INSERT ON audit.inspection TO goldthread_app;
