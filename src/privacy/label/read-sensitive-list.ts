/** Reads a region's own list (GOLDTHREAD_SENSITIVE_CODES). A list that is not understood stops the start: nothing goes unlabelled. */
import { readFileSync } from 'node:fs';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { privacyFault } from '../faults.ts';
import type { SensitiveList, SensitiveSet } from './sensitive-list-table.ts';

const labels = new Set(['sexualHealth', 'fertility', 'genderIdentity', 'termination']);

const areTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string' && one.trim() !== '');

function isSet(value: unknown): value is SensitiveSet {
  const set = value as Partial<SensitiveSet> | null;
  return (
    typeof set === 'object' &&
    set !== null &&
    labels.has(set.label ?? '') &&
    areTexts(set.codes) &&
    areTexts(set.words) &&
    set.codes.every((code) => code.includes('|'))
  );
}

/** Fault: PRIVACY-012. */
export function readSensitiveList(path: string): Outcome<SensitiveList> {
  try {
    const list = JSON.parse(readFileSync(path, 'utf8')) as Partial<SensitiveList>;
    const isList = typeof list.version === 'string' && Array.isArray(list.sets) && list.sets.every(isSet);
    return isList ? ok(list as SensitiveList) : failed(privacyFault('PRIVACY-012'));
  } catch {
    return failed(privacyFault('PRIVACY-012'));
  }
}
