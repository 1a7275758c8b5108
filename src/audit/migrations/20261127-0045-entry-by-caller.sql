-- Look-ups by member of staff and by time, for privacy officers. The body is canonical JSON (RFC 8785): `caller` is its first
-- member and holds `identifier`, after `app` where there is one, so the index reads a prefix and parses nothing.
CREATE INDEX entry_by_caller ON audit.entry
  ((substring(body from '^\{"caller":\{(?:"app":\{(?:[^"}]|"(?:[^"\\]|\\.)*")*\},)?"identifier":"((?:[^"\\]|\\.)*)"')), position);
CREATE INDEX entry_by_time ON audit.entry USING brin (at_ms);
