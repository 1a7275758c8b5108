/** What a history may be asked (R4 3.1.0.12): `_since`, `_at` and `_count`, the same of one resource, a type and all. */
import { parseFhirDate } from '#fhir/fhir-date.ts';
import type { Flaw } from '#kernel/fault.ts';
import { numberAtTime, type VersionNumber } from '#kernel/identity-number.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { HistoryMoments } from '#record';
import { fhirApiFault } from './faults.ts';

const countDefault = 50;
const countMax = 1_000;

export interface HistoryParameters extends HistoryMoments {
  readonly count: number;
}

function spanOf(parameters: URLSearchParams, name: string, rule: string, flaws: Flaw[]) {
  const text = parameters.get(name);
  // A plus in an address is a space by then.
  const span = text === null ? undefined : parseFhirDate(text.replaceAll(' ', '+'));
  if (text !== null && span === undefined) flaws.push({ place: name, rule });
  return span;
}

/** Fault FHIR-API-012 with every flaw. */
export function readHistoryParameters(parameters: URLSearchParams): Outcome<HistoryParameters> {
  // Left out they would answer another question than was asked.
  const flaws: Flaw[] = ['_list', '_sort']
    .filter((name) => parameters.has(name))
    .map((place) => ({ place, rule: 'is not supported in a history' }));
  const count = parameters.get('_count');
  if (count !== null && !/^[1-9]\d{0,8}$/.test(count))
    flaws.push({ place: '_count', rule: 'must be a whole number above 0' });
  const since = spanOf(parameters, '_since', 'must be an instant (type instant)', flaws);
  const at = spanOf(parameters, '_at', 'must be a date or a moment (type dateTime)', flaws);
  if (flaws.length > 0) return failed(fhirApiFault('FHIR-API-012', flaws));
  return ok({
    count: Math.min(count === null ? countDefault : Number(count), countMax),
    ...(since === undefined ? {} : { since: numberAtTime(since.lowMs) as VersionNumber }),
    ...(at === undefined
      ? {}
      : {
          current: {
            from: numberAtTime(at.lowMs + 1) as VersionNumber,
            until: numberAtTime(at.highMs + 1) as VersionNumber,
          },
        }),
  });
}
