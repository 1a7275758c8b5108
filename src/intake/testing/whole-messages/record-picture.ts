/**
 * All that was written since a moment, as plain values. What the server makes up for each run is made plain here and
 * nowhere else: ids become names (`Patient`, `Observation 2`), in references too, and versions and clock times the word
 * for what they are.
 */
import type { TestDatabase } from '#platform';

export interface RecordPicture {
  readonly filed: Record<string, unknown>;
  readonly numbers: Record<string, string[]>;
}

interface Row {
  readonly compartment: string;
  readonly state: number;
  readonly body: string;
  readonly isNew: boolean;
}

type Json = Record<string, unknown>;

const states = ['current', 'deleted', 'withdrawn'] as const;

/** Kinds in the order of their numbers: `Observation 1`, `Observation 2`; one alone has no number. */
function namesOf(bodies: readonly Json[]): Map<string, string> {
  const count = (type: unknown, upTo: number) =>
    bodies.slice(0, upTo).filter((body) => body['resourceType'] === type).length;
  return new Map(
    bodies.map((body, index) => {
      const type = String(body['resourceType']);
      const name = count(type, bodies.length) === 1 ? type : `${type} ${count(type, index) + 1}`;
      return [`${type}/${String(body['id'])}`, name];
    }),
  );
}

function named(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((member) => named(member, names));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      if (key === 'reference') return [key, names.get(String(member)) ?? member];
      if (key === 'valueInstant') return [key, 'when it was received'];
      // A reference's own id is a hash of the key by which the source knows its target.
      if (key === 'id' && /^r[0-9a-z-]+$/.test(String(member))) return [key, 'hash of the key'];
      return [key, named(member, names)];
    }),
  );
}

export async function recordPicture(database: TestDatabase, since: number): Promise<RecordPicture> {
  // All of each record that was touched is named, so that a link to what stood before is held too.
  const rows = await database.owner<Row[]>`
    select compartment, state, body, version > ${since} as "isNew" from store.resource where compartment in
      (select compartment from store.resource where version > ${since}) order by number, type`;
  const bodies = rows.map(({ body }) => JSON.parse(body) as Json);
  const names = namesOf(bodies);
  const filed: Record<string, unknown> = {};
  const numbers: Record<string, string[]> = {};
  for (const [index, body] of bodies.entries()) {
    if (rows[index]?.isNew !== true) continue;
    const { resourceType, id, meta, ...content } = body;
    const { versionId: _version, lastUpdated: _updated, ...kept } = meta as Json;
    const name = names.get(`${String(resourceType)}/${String(id)}`) ?? '';
    const state = states[rows[index]?.state ?? 0] ?? 'unknown';
    filed[name] = named({ ...(state === 'current' ? {} : { state }), meta: kept, ...content }, names);
    if (resourceType !== 'Patient') continue;
    const local = await database.owner<{ authority: string; value: string }[]>`
      select authority, value from patient_index.local_identifier
      where compartment = ${rows[index]?.compartment ?? 0} order by authority, value`;
    numbers[name] = local.map(({ authority, value }) => `${authority} ${value}`);
  }
  return { filed, numbers };
}
