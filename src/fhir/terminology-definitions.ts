/**
 * HL7's own code systems, value sets and concept maps of R4 (with v3 and v2), as `tools/build-fhir-definitions.ts` writes
 * them: about 2,300, unpacked in some 30 ms when first asked for and each parsed when it is first needed.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Resource } from './resource-types.ts';

export interface CanonicalDefinition {
  readonly type: 'CodeSystem' | 'ValueSet' | 'ConceptMap';
  /** HL7's id, unique within its type. */
  readonly id: string;
  readonly url: string;
  readonly version: string | undefined;
  readonly read: () => Resource;
}

type IndexRow = readonly [CanonicalDefinition['type'], string, string, string | null];

export function loadTerminologyDefinitions(): readonly CanonicalDefinition[] {
  const bytes = gunzipSync(readFileSync(new URL('./definitions/terminology.ndjson.gz', import.meta.url)));
  const lines = linesOf(bytes);
  const index = JSON.parse(textOf(bytes, lines[0]!)) as readonly IndexRow[];
  return index.map(([type, id, url, version], at) => ({
    type,
    id,
    url,
    version: version ?? undefined,
    read: () => JSON.parse(textOf(bytes, lines[at + 1]!)) as Resource,
  }));
}

type Span = readonly [from: number, until: number];

function textOf(bytes: Buffer, [from, until]: Span): string {
  return bytes.toString('utf8', from, until);
}

function linesOf(bytes: Buffer): Span[] {
  const spans: Span[] = [];
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(0x0a, from);
    const until = end < 0 ? bytes.length : end;
    spans.push([from, until]);
    from = until + 1;
  }
  return spans;
}
