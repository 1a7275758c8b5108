/** How a value stands to the range that came with it: the source's own flag first, then the sent range; never ours. */
import type { Observation, ObservationComponent } from 'fhir/r4.js';
import { conceptText, hasCode } from './fhir-words.ts';

export interface ResultStanding {
  readonly standing: 'in-range' | 'high' | 'low' | 'medium' | 'unknown';
  /** In words; empty where the source sent neither flag nor range. */
  readonly words: string;
  readonly isCritical: boolean;
}

const byFlag: Readonly<Record<string, ResultStanding>> = {
  H: { standing: 'high', words: 'High', isCritical: false },
  HU: { standing: 'high', words: 'Very high', isCritical: false },
  HH: { standing: 'high', words: 'High, critical', isCritical: true },
  '>': { standing: 'high', words: 'Above the scale', isCritical: false },
  L: { standing: 'low', words: 'Low', isCritical: false },
  LU: { standing: 'low', words: 'Very low', isCritical: false },
  LL: { standing: 'low', words: 'Low, critical', isCritical: true },
  '<': { standing: 'low', words: 'Below the scale', isCritical: false },
  N: { standing: 'in-range', words: 'In range', isCritical: false },
  A: { standing: 'unknown', words: 'Abnormal', isCritical: false },
  AA: { standing: 'unknown', words: 'Abnormal, critical', isCritical: true },
};

const unknown: ResultStanding = { standing: 'unknown', words: '', isCritical: false };

/** NEWS2 (Royal College of Physicians, 2017): 5 or 6 is medium, 7 or more high. */
const news2 = { code: '1104051000000101', words: /^news ?2\b/i, medium: 5, high: 7 };

function isNews2(observation: Observation | ObservationComponent): boolean {
  return hasCode(observation.code, news2.code) || news2.words.test(conceptText(observation.code) ?? '');
}

/** Low and high limits as sent with the value; a text such as `3.5-5.3` or `<41` is read too. */
export function sentRange(
  observation: Observation | ObservationComponent,
): { low?: number; high?: number } | undefined {
  const range = observation.referenceRange?.[0];
  if (range === undefined) return undefined;
  const low = range.low?.value;
  const high = range.high?.value;
  if (low !== undefined || high !== undefined)
    return { ...(low === undefined ? {} : { low }), ...(high === undefined ? {} : { high }) };
  const text = range.text?.trim() ?? '';
  const both = /^(-?\d+(?:\.\d+)?)\s*(?:-|–|to)\s*(-?\d+(?:\.\d+)?)$/.exec(text);
  if (both !== null) return { low: Number(both[1]), high: Number(both[2]) };
  const below = /^<=?\s*(\d+(?:\.\d+)?)$/.exec(text);
  if (below !== null) return { high: Number(below[1]) };
  const above = /^>=?\s*(\d+(?:\.\d+)?)$/.exec(text);
  return above === null ? undefined : { low: Number(above[1]) };
}

export function standingOfValue(observation: Observation | ObservationComponent): ResultStanding {
  const value = observation.valueQuantity?.value;
  if (value !== undefined && isNews2(observation)) {
    if (value >= news2.high) return { standing: 'high', words: 'High score', isCritical: true };
    if (value >= news2.medium) return { standing: 'medium', words: 'Medium score', isCritical: false };
    return { standing: 'in-range', words: 'Low score', isCritical: false };
  }
  const flagged = observation.interpretation?.[0];
  if (flagged !== undefined) {
    const known = byFlag[flagged.coding?.[0]?.code ?? flagged.text ?? ''];
    if (known !== undefined) return known;
    return { standing: 'unknown', words: conceptText(flagged) ?? '', isCritical: false };
  }
  const range = sentRange(observation);
  if (value === undefined || range === undefined || observation.valueQuantity?.comparator !== undefined) return unknown;
  if (range.high !== undefined && value > range.high) return { standing: 'high', words: 'High', isCritical: false };
  if (range.low !== undefined && value < range.low) return { standing: 'low', words: 'Low', isCritical: false };
  return { standing: 'in-range', words: 'In range', isCritical: false };
}
