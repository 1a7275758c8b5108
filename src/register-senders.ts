/** Registers the HL7 v2 senders that `GOLDTHREAD_HL7_SENDERS` names: the only ones that a real region files. */
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
  /** Its common name or one of its DNS names. */
  readonly certificateName?: string;
  readonly organisation: { readonly code: string; readonly name: string; readonly kind: OrganisationKind };
}

/** `certificates`: whether a connection proves one, and each line must then say whose. */
export interface SendersOptions {
  readonly path: string | undefined;
  readonly isDemo: boolean;
  readonly certificates: 'asked-for' | 'not-asked-for';
}

function certificateFlaw(line: Partial<Sender> | null, { isDemo, certificates }: SendersOptions): string | undefined {
  const name: unknown = line?.certificateName;
  if (name === undefined)
    return certificates === 'asked-for' && !isDemo ? 'is required, since GOLDTHREAD_MLLP_TLS_CA is set' : undefined;
  if (typeof name !== 'string' || name.trim() === '') return 'must be a name in the certificate of the sender';
  return certificates === 'asked-for' ? undefined : 'needs GOLDTHREAD_MLLP_TLS_CA: no sender proves a certificate';
}

function flawsOf(value: unknown, options: SendersOptions): Flaw[] {
  if (!Array.isArray(value)) return [{ place: 'file', rule: 'must be a JSON array of senders' }];
  const lines: readonly (Partial<Sender> | null)[] = value;
  return lines.flatMap((line, index) => {
    const flaws: Flaw[] = [];
    const need = (place: string, isThere: boolean, rule: string): void => {
      if (!isThere) flaws.push({ place: `[${index}].${place}`, rule });
    };
    need('sender', /^[^|]+\|[^|]+$/.test(line?.sender ?? ''), 'must be MSH-3 and MSH-4 joined by a bar');
    const isNamedBefore = lines.slice(0, index).some((other) => other?.sender === line?.sender);
    need('sender', !isNamedBefore, 'must stand in one line only');
    need('source', /^[a-z0-9][a-z0-9-]*$/.test(line?.source ?? ''), 'must be lower-case letters, digits and hyphens');
    need('name', (line?.name ?? '') !== '', 'is required');
    need('organisation.code', parseOdsCode(line?.organisation?.code ?? '') !== undefined, 'must be an ODS code');
    need('organisation.name', (line?.organisation?.name ?? '') !== '', 'is required');
    const rule = certificateFlaw(line, options);
    if (rule !== undefined) need('certificateName', false, rule);
    return flaws;
  });
}

async function readSenders(options: SendersOptions & { readonly path: string }): Promise<Outcome<readonly Sender[]>> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(options.path, 'utf8'));
  } catch {
    return failed(
      regionFault('START-002', [{ place: 'GOLDTHREAD_HL7_SENDERS', rule: 'must be a JSON file that can be read' }]),
    );
  }
  const flaws = flawsOf(value, options);
  return flaws.length > 0 ? failed(regionFault('START-002', flaws)) : ok(value as Sender[]);
}

/**
 * Fault START-002 names each line and rule; then nothing changes. In a real region whoever was taken out of the file may
 * send no more.
 */
export async function registerSenders(directory: Directory, options: SendersOptions): Promise<Outcome<number>> {
  const { path, isDemo } = options;
  const read = path === undefined ? ok([]) : await readSenders({ ...options, path });
  if (!read.ok) return read;
  await directory.endSenders(isDemo ? read.value.map(({ sender }) => sender) : 'all');
  for (const { source, organisation, ...line } of read.value) {
    const code = parseOdsCode(organisation.code) as OdsCode;
    await directory.registerOrganisation({ code, name: organisation.name, kind: organisation.kind });
    await directory.registerSource({
      code: source,
      organisation: code,
      name: line.name,
      feed: 'hl7v2',
      sender: line.sender,
      delivery: 'live',
      ...(line.certificateName === undefined ? {} : { certificateName: line.certificateName }),
    });
  }
  return ok(read.value.length);
}
