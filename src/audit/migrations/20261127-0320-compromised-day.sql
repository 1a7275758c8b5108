-- Days of which the log is not what was signed: found by going through the whole of it, and never taken back.
CREATE TABLE audit.compromised_day (
  day date PRIMARY KEY,
  found_ms bigint NOT NULL,
  says text NOT NULL
);
REVOKE ALL ON audit.compromised_day FROM PUBLIC;
GRANT SELECT, INSERT ON audit.compromised_day TO goldthread_app;
