-- Roots of full subtrees of 16, 256, 4,096 ... leaves: number n of level l covers the leaves from n * 16^l on. A path makes
-- 11 hashes a level of these and reads 16 rows, where it made 247 and read 256 of those before (decision 110).
ALTER TABLE audit.subtree DROP CONSTRAINT subtree_level_check;
TRUNCATE audit.subtree;
ALTER TABLE audit.subtree ADD CONSTRAINT subtree_level_check CHECK (level BETWEEN 1 AND 12);

-- RFC 6962 section 2.1: SHA-256 over a byte of one and both hashes, four times over. What is left of the last 16 waits.
DO $$
DECLARE
  made bigint;
BEGIN
  FOR above IN 1..12 LOOP
    WITH part AS (
      SELECT leaf_index AS number, hash FROM audit.leaf WHERE above = 1
      UNION ALL SELECT leaf_index, hash FROM audit.heads WHERE above = 1
      UNION ALL SELECT number, hash FROM audit.subtree WHERE level = above - 1
    ), of_2 AS (
      SELECT number / 2 AS number, sha256('\x01'::bytea || string_agg(hash, ''::bytea ORDER BY number)) AS hash
      FROM part GROUP BY number / 2 HAVING count(*) = 2
    ), of_4 AS (
      SELECT number / 2 AS number, sha256('\x01'::bytea || string_agg(hash, ''::bytea ORDER BY number)) AS hash
      FROM of_2 GROUP BY number / 2 HAVING count(*) = 2
    ), of_8 AS (
      SELECT number / 2 AS number, sha256('\x01'::bytea || string_agg(hash, ''::bytea ORDER BY number)) AS hash
      FROM of_4 GROUP BY number / 2 HAVING count(*) = 2
    )
    INSERT INTO audit.subtree (level, number, hash)
    SELECT above, number / 2, sha256('\x01'::bytea || string_agg(hash, ''::bytea ORDER BY number))
    FROM of_8 GROUP BY number / 2 HAVING count(*) = 2;
    GET DIAGNOSTICS made = ROW_COUNT;
    EXIT WHEN made = 0;
  END LOOP;
END
$$;
