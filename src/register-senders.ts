/** Registers the HL7 v2 senders that `GOLDTHREAD_HL7_SENDERS` names: the only ones that a real region answers with AA. */
import { readFile } from 'node:fs/promises';
import type { Directory, OrganisationKind } from '#directory';
import type { Flaw } from '#kernel/fault.ts';
import { type OdsCode, parseOdsCode } from '#kernel/ods-code.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { regionFault } from './faults.ts';

/** One line of the file. */
interface Sender {
  /** MSH-3 and MSH-4, joined by a bar. */
  readonly sender: string;
  /** Our own short name of the feed. */
  readonly source: string;
  readonly name: string;
  readonly organisation: { readonly code: string; readonly name: string; readonly kind: OrganisationKind };
}

function flawsOf(value: unknown): Flaw[] {
  if (!Array.isArray(value)) return [{ place: 'file', rule: 'must be a JSON array of senders' }];
  return value.flatMap((line: Partial<Sender> | null, index) => {
    const flaws: Flaw[] = [];
    const need = (place: string, isThere: boolean, rule: string): void => {
      if (!isThere) flaws.push({ place: `[${index}].${place}`, rule });
    };
    need('sender', /^[^|]+\|[^|]+$/.test(line?.sender ?? ''), 'must be MSH-3 and MSH-4 joined by a bar');
    need('source', /^[a-z0-9][a-z0-9-]*$/.test(line?.source ?? ''), 'must be lower-case letters, digits and hyphens');
    need('name', (line?.name ?? '') !== '', 'is required');
    need('organisation.code', parseOdsCode(line?.organisation?.code ?? '') !== undefined, 'must be an ODS code');
    need('organisation.name', (line?.organisation?.name ?? '') !== '', 'is required');
    return flaws;
  });
}

/** Fault START-002 names each line and rule; then nobody is registered. */
export async function registerSenders(directory: Directory, path: string): Promise<Outcome<number>> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return failed(
      regionFault('START-002', [{ place: 'GOLDTHREAD_HL7_SENDERS', rule: 'must be a JSON file that can be read' }]),
    );
  }
  const flaws = flawsOf(value);
  if (flaws.length > 0) return failed(regionFault('START-002', flaws));
  for (const { sender, source, name, organisation } of value as Sender[]) {
    const code = parseOdsCode(organisation.code) as OdsCode;
    await directory.registerOrganisation({ code, name: organisation.name, kind: organisation.kind });
    await directory.registerSource({ code: source, organisation: code, name, feed: 'hl7v2', sender, delivery: 'live' });
  }
  return ok((value as Sender[]).length);
}
