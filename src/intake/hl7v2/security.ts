/** Labels that a sender sets: release to the patient (ZRL), restriction (PV1-16, ARV). */
import type { Coding } from 'fhir/r4.js';
import type { Segment } from '#hl7v2/message.ts';

const confidentiality = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';
const actCode = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';

export const restricted: Coding = { system: confidentiality, code: 'R' };
const veryRestricted: Coding = { system: confidentiality, code: 'V' };
export const sexuallyTransmitted: Coding = { system: actCode, code: 'STD' };
const humanImmunodeficiency: Coding = { system: actCode, code: 'HIV' };
export const notReleased: Coding = { system: 'https://goldthread.example/CodeSystem/visibility', code: 'not-released' };

export function addSecurity(codings: readonly Coding[], more: readonly Coding[]): Coding[] {
  const known = new Set(codings.map((coding) => `${coding.system}|${coding.code}`));
  return [...codings, ...more.filter((coding) => !known.has(`${coding.system}|${coding.code}`))];
}

export function isNotReleased(codings: readonly Coding[] | undefined): boolean {
  return codings?.some((coding) => coding.system === notReleased.system && coding.code === notReleased.code) ?? false;
}

/** The local segment ZRL: `R` released to the patient, `W` waits for a clinician. */
export type Release = 'released' | 'waits' | undefined;

export function readRelease(segments: readonly Segment[]): Release {
  const code = segments
    .find((segment) => segment.name === 'ZRL')
    ?.field(1)
    .text()
    ?.trim()
    .toUpperCase();
  if (code === 'R') return 'released';
  return code === undefined ? undefined : 'waits';
}

/** PV1-16: R restricted, V very restricted; other VIP codes are local and say nothing about access. */
export function visitSecurity(visit: Segment | undefined): Coding[] {
  const code = visit?.field(16).text()?.trim().toUpperCase();
  if (code === 'R') return [restricted];
  return code === 'V' ? [veryRestricted] : [];
}

/** HL7 table 0717. Codes of the person's own details restrict the Patient; the others restrict what was done. */
const ofThePerson = new Set(['ALL', 'DEM', 'LOC', 'PID-7', 'PID-17', 'PID-11', 'PID-13']);
const ofTheMatter: Readonly<Record<string, Coding>> = {
  ALL: restricted,
  HIV: humanImmunodeficiency,
  STD: sexuallyTransmitted,
  PSY: restricted,
  SMD: restricted,
  OI: restricted,
  OTHER: restricted,
};

export interface Restrictions {
  readonly person: 'restrict' | 'lift' | undefined;
  readonly matter: readonly Coding[];
}

/** The elders of ARV: PD1-12 protects the person, PV2-22 the visit. Their N lifts nothing that ARV may have set. */
function isProtected(segments: readonly Segment[], name: string, field: number): boolean {
  return segments.some((one) => one.name === name && one.field(field).text()?.trim().toUpperCase() === 'Y');
}

/** ARV (2.8 and later): A, U and X say that a restriction holds, D that it has ended. */
export function readRestrictions(segments: readonly Segment[]): Restrictions {
  const all = segments.filter((segment) => segment.name === 'ARV');
  const codeOf = (segment: Segment): string => segment.field(3).text()?.trim().toUpperCase() ?? '';
  const isEnded = (segment: Segment): boolean => segment.field(2).text()?.trim().toUpperCase() === 'D';
  const personal = all.filter((segment) => ofThePerson.has(codeOf(segment)));
  const ofVisit = isProtected(segments, 'PV2', 22) ? [restricted] : [];
  const ofArv = all.filter((segment) => !isEnded(segment)).flatMap((segment) => ofTheMatter[codeOf(segment)] ?? []);
  const matter = [...ofArv, ...ofVisit];
  if (isProtected(segments, 'PD1', 12)) return { person: 'restrict', matter };
  if (personal.length === 0) return { person: undefined, matter };
  return { person: personal.some((segment) => !isEnded(segment)) ? 'restrict' : 'lift', matter };
}
