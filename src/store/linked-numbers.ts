/**
 * Which resources of a person's records speak of some of them, and the binaries that these hold: numbers only, so that a
 * seal can cover what would tell of the sealed entry. For writing: nothing of it is an answer to anybody.
 */
import { resourceTypeNumber } from '#fhir/resource-types.ts';
import { type Compartment, parseResourceId, resourceIdText } from '#kernel/identity-number.ts';
import { type Database, numberArray } from '#platform';
import type { ResourceKey } from './read-resources.ts';

interface LinkRow {
  compartment: number;
  number: number;
  body: string;
}

const keyText = (key: ResourceKey): string => `${key.compartment}|${key.number}`;
const keyOfRow = (row: LinkRow): ResourceKey => ({ compartment: row.compartment, number: row.number }) as ResourceKey;
/** What speaks of what speaks of it, and so on: records are not deeper than this. */
const depthMost = 6;

async function rowsSpeakingOf(
  database: Database,
  compartments: readonly Compartment[],
  keys: readonly ResourceKey[],
): Promise<LinkRow[]> {
  const ids = keys.map((key) => resourceIdText(key.compartment, key.number));
  const patterns = ids.flatMap((id) => [`%/${id}"%`, `%/${id}/\\_history/%`]);
  return database.sql<LinkRow[]>`select compartment, number, body from store.resource
    where compartment = any(${numberArray(compartments)}::text::bigint[])
      and type <> ${resourceTypeNumber('Patient')} and body like any(${patterns}::text[])`;
}

/** Attachments lie in binaries of their own, which the entry names. */
async function binariesOf(
  database: Database,
  compartments: readonly Compartment[],
  keys: readonly ResourceKey[],
): Promise<ResourceKey[]> {
  const rows = await database.sql<LinkRow[]>`select compartment, number, body from store.resource
    where compartment = any(${numberArray(compartments)}::text::bigint[])
      and number = any(${numberArray(keys.map((key) => key.number))}::text::bigint[])`;
  return rows.flatMap((row) =>
    [...row.body.matchAll(/"(?:[^"]*\/)?Binary\/([0-9a-z]{22})[/"]/g)].flatMap(([, id = '']) => {
      const address = parseResourceId(id);
      return address !== undefined && compartments.includes(address.compartment) ? [address] : [];
    }),
  );
}

/** Without the entries themselves. */
export async function numbersLinkedTo(
  deps: { readonly database: Database },
  compartments: readonly Compartment[],
  entries: readonly ResourceKey[],
): Promise<readonly ResourceKey[]> {
  const seen = new Map(entries.map((entry) => [keyText(entry), entry]));
  let fresh: readonly ResourceKey[] = entries;
  for (let depth = 0; depth < depthMost && fresh.length > 0; depth++) {
    const speaking = (await rowsSpeakingOf(deps.database, compartments, fresh)).map(keyOfRow);
    const held = await binariesOf(deps.database, compartments, fresh);
    fresh = [...speaking, ...held].filter((key) => !seen.has(keyText(key)));
    for (const key of fresh) seen.set(keyText(key), key);
  }
  const own = new Set(entries.map(keyText));
  return [...seen].filter(([text]) => !own.has(text)).map(([, key]) => key);
}
