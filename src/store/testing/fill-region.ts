/** A region of 600,000 rows for the plans of statements: 30,000 patients of 20 rows each, by one insertion. */
import type { TestDatabase } from '#platform';

const patients = 30_000;
export const rowsEach = 20;
export const firstCompartment = 1_000_000;
export const observation = 96;
/**
 * Hash 1000 + c stands for a code of one row in a hundred, 5 for one of every row, 10,000,000 + n for one row's own. A code of one
 * in a hundred is the primary one.
 */
const fillText = `insert into store.resource (compartment, number, type, version, source, content_class, clinical_time,
    clinical_until, primary_code, token, body)
  select ${firstCompartment} + p * 100, case when r = 0 then ${firstCompartment} + p * 100 else p * 1000 + r end,
    case r when 0 then 103 when 1 then 30 when 2 then 48 else ${observation} end, p * 1000 + r, 1 + p % 5,
    case r when 0 then 1 else 12 end,
    1600000000000 + r * 1000, 1600000000000 + r * 1000, case when r > 0 then 1000 + (p * 7 + r) % 100 end,
    array[5, 1000 + (p * 7 + r) % 100, 10000000 + p * 100 + r]::bigint[], '{"resourceType":"Observation"}'
  from generate_series(0, ${patients - 1}) as p, generate_series(0, ${rowsEach - 1}) as r`;

export async function fillRegion(owner: TestDatabase['owner']): Promise<void> {
  // Filled without its indexes, which are made again from what the migrations say.
  const indexes = await owner<{ indexname: string; indexdef: string }[]>`
    select indexname, indexdef from pg_indexes where schemaname = 'store' and tablename = 'resource'`;
  await owner.unsafe('alter table store.resource drop constraint resource_pkey');
  for (const { indexname } of indexes) await owner.unsafe(`drop index if exists store.${indexname}`);
  await owner.unsafe(fillText);
  await owner.unsafe("set maintenance_work_mem = '256MB'");
  for (const { indexdef } of indexes) await owner.unsafe(indexdef);
  await owner.unsafe(`insert into store.identifier (value_hash, type, compartment, number)
    select number, type, compartment, number from store.resource where number % 1000 = 5`);
  await owner.unsafe(`insert into store.further_code (source, type, code, compartment, number)
    select source, type, 2000, compartment, number from store.resource where type = ${observation}`);
  await owner.unsafe('vacuum analyze store.resource');
  await owner.unsafe('vacuum analyze store.further_code');
  await owner.unsafe('analyze store.identifier');
}
