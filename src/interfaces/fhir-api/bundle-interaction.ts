/** `POST [base]`: transaction and batch (R4 3.1.0.11). */
import type { Bundle } from 'fhir/r4.js';
import { allOk } from '#fhir/operation-outcome.ts';
import { isResourceType, type Resource } from '#fhir/resource-types.ts';
import type { Flaw } from '#kernel/fault.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { BundleKey } from '#record';
import { type Answer, bytesAnswer } from './answer.ts';
import { type ApiCall, type InteractionDependencies, isInScope } from './api-call.ts';
import { assembleBundle, type BundleEntryBytes } from './assemble-bundle.ts';
import { answerBatch } from './batch.ts';
import { refusedEntries } from './check-bundle.ts';
import { faultAnswer } from './fault-to-operation-outcome.ts';
import { fhirApiFault } from './faults.ts';
import { returnPreference } from './prefer.ts';
import type { ScopeLetter } from './route-table.ts';
import { transactionReadings } from './transaction-readings.ts';
import { contributingSource, readResource, wordsOf } from './write-interactions.ts';

export const entriesMax = 5_000;

interface ReadBundle {
  readonly bundle: Bundle;
  /** Of a batch: entries that are refused, each for itself. */
  readonly refused: ReadonlyMap<number, readonly Flaw[]>;
}

const noneRefused: ReadBundle['refused'] = new Map();

/** Faults FHIR-API-008, FHIR-API-012. Nested Bundles are for documents, not for doing (attack 31). */
function readBundle(deps: InteractionDependencies, resource: Resource): Outcome<ReadBundle> {
  const refused = (flaws: readonly Flaw[]): Outcome<never> => failed(fhirApiFault('FHIR-API-012', flaws));
  if (resource.resourceType !== 'Bundle') return refused([{ place: 'resourceType', rule: 'must be Bundle' }]);
  const { type, entry } = resource as { type?: unknown; entry?: unknown };
  if (type !== 'transaction' && type !== 'batch')
    return refused([{ place: 'Bundle.type', rule: 'must be transaction or batch' }]);
  const entries = Array.isArray(entry) ? (entry as readonly unknown[]) : [];
  if (entries.length > entriesMax) return failed(fhirApiFault('FHIR-API-008'));
  const shapes = entries.flatMap((one, index) => entryFlaws(one, `Bundle.entry[${index}]`));
  const flaws = deps.checkBundle(resource);
  if (shapes.length > 0) return refused([...shapes, ...flaws]);
  const bundle = resource as unknown as Bundle;
  if (flaws.length === 0) return ok({ bundle, refused: noneRefused });
  const byEntry = type === 'batch' ? refusedEntries(flaws) : undefined;
  return byEntry === undefined ? refused(flaws) : ok({ bundle, refused: byEntry });
}

/** What no entry can be answered without. */
function entryFlaws(entry: unknown, place: string): Flaw[] {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry))
    return [{ place, rule: 'must be an object' }];
  const { request, resource } = entry as { request?: unknown; resource?: unknown };
  const flaws: Flaw[] = [];
  if (resource !== undefined && (typeof resource !== 'object' || resource === null || Array.isArray(resource)))
    flaws.push({ place: `${place}.resource`, rule: 'must be a resource' });
  else if ((resource as Resource | undefined)?.resourceType === 'Bundle' && isDoing(resource as Resource))
    flaws.push({ place: `${place}.resource`, rule: 'must not be a transaction or batch itself' });
  if (request === undefined)
    flaws.push({ place: `${place}.request`, rule: 'is required in a transaction or batch (rule bdl-3)' });
  return flaws;
}

function isDoing(bundle: Resource): boolean {
  return bundle['type'] === 'transaction' || bundle['type'] === 'batch';
}

const letterByMethod: Readonly<Record<string, ScopeLetter>> = { POST: 'c', PUT: 'u', PATCH: 'u', DELETE: 'd' };

/** Every entry must be within the scopes, or nothing of the transaction is done. */
function areEntriesInScope(call: ApiCall, bundle: Bundle): boolean {
  return (bundle.entry ?? []).every((entry) => {
    const letter = letterByMethod[entry.request?.method ?? ''];
    const type = /^\/?([A-Za-z]+)/.exec(entry.request?.url ?? '')?.[1] ?? '';
    return letter === undefined || !isResourceType(type) || isInScope(call, type, letter);
  });
}

const keyForm = /^[\x21-\x7e]{1,255}$/;

/** Of a Bundle that may be sent again when its answer is lost (decision 99). Fault FHIR-API-012. */
function readKey(call: ApiCall): Outcome<BundleKey | undefined> {
  const text = call.header('idempotency-key');
  if (text === undefined || call.body === undefined) return ok(undefined);
  if (keyForm.test(text)) return ok({ text, body: call.body });
  const flaw = { place: 'Idempotency-Key', rule: 'must be 1 to 255 characters of ASCII without spaces' };
  return failed(fhirApiFault('FHIR-API-012', [flaw]));
}

/** Some of a batch may be done and some not: no key could speak for all of it. */
const keyOfBatch = { place: 'Idempotency-Key', rule: 'must come with a transaction, not with a batch' };

async function answerTransaction(deps: InteractionDependencies, call: ApiCall, bundle: Bundle): Promise<Answer> {
  const source = contributingSource(deps, call);
  if (!source.ok) return faultAnswer(source.fault);
  if (!areEntriesInScope(call, bundle)) {
    const logged = await deps.record.refuseCall(call.request);
    return faultAnswer(logged.ok ? fhirApiFault('FHIR-API-002') : logged.fault);
  }
  const key = readKey(call);
  if (!key.ok) return faultAnswer(key.fault);
  const readings = transactionReadings(deps, call, bundle);
  if (!readings.ok) return faultAnswer(readings.fault);
  const asked = readings.value;
  const preference = returnPreference(call.header('prefer'));
  const filed = await deps.record.contributeBundleForApi(call.request, {
    source: source.value,
    readBundle: (attempt) => (attempt === 1 ? bundle : readAgain(call)),
    isShown: preference === 'representation',
    ...(key.value === undefined ? {} : { key: key.value }),
    ...(asked === undefined ? {} : { answerReadings: asked.answer }),
    api: deps.contributing,
  });
  if (!filed.ok) return faultAnswer(filed.fault);
  const { response, entries } = filed.value;
  const answers = entries.map(({ filed: entry, shown }, index): BundleEntryBytes => {
    const said = response.entry?.[index]?.response;
    const outcome = preference === 'OperationOutcome' ? { outcome: allOk(wordsOf(entry)) } : {};
    const rest = { response: { ...said, ...outcome } };
    return shown === undefined ? { rest } : { resource: shown.body, rest };
  });
  const all = asked === undefined ? answers : inPlace(bundle, answers, asked.answered);
  return bytesAnswer(200, assembleBundle({ type: 'transaction-response', links: [], entries: all }));
}

/** An answer for each entry, in their order (R4 3.1.0.11.3): those of the readings between those of the writes. */
function inPlace(
  bundle: Bundle,
  written: readonly BundleEntryBytes[],
  read: ReadonlyMap<number, BundleEntryBytes>,
): BundleEntryBytes[] {
  const rest = [...written];
  return (bundle.entry ?? []).map((_, index) => read.get(index) ?? rest.shift()!);
}

/** Filing writes ids into the references of the Bundle: another attempt begins from what was sent. */
function readAgain(call: ApiCall): Bundle {
  const resource = readResource(call);
  if (!resource.ok) throw new Error('a body that was read cannot be read again');
  return resource.value as unknown as Bundle;
}

export async function answerBundle(deps: InteractionDependencies, call: ApiCall): Promise<Answer> {
  const resource = readResource(call);
  if (!resource.ok) return faultAnswer(resource.fault);
  const read = readBundle(deps, resource.value);
  if (!read.ok) return faultAnswer(read.fault);
  const { bundle, refused } = read.value;
  if (bundle.type !== 'batch') return answerTransaction(deps, call, bundle);
  if (call.header('idempotency-key') !== undefined) return faultAnswer(fhirApiFault('FHIR-API-012', [keyOfBatch]));
  return answerBatch(deps, call, bundle, refused);
}
