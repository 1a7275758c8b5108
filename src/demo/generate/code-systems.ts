/** Code systems and identifier systems that the demo's Bundles name. */
import type { CodeableConcept, Coding } from 'fhir/r4.js';

export const snomedSystem = 'http://snomed.info/sct';
export const nhsNumberSystem = 'https://fhir.nhs.uk/Id/nhs-number';
export const odsSystem = 'https://fhir.nhs.uk/Id/ods-organization-code';
export const jobRoleSystem = 'https://fhir.hl7.org.uk/CodeSystem/UKCore-SDSJobRoleName';
/** What the flag is about, so that a reader needs no terminology server to place it. */
export const flagKindSystem = 'https://goldthread.example/CodeSystem/flag-kind';
export const planKindSystem = 'https://goldthread.example/CodeSystem/plan-kind';
export const visibilitySystem = 'https://goldthread.example/CodeSystem/visibility';

export type FlagKind =
  | 'cpr-recommendation'
  | 'safeguarding'
  | 'child-protection'
  | 'looked-after-child'
  | 'reasonable-adjustment'
  | 'communication-need'
  | 'legal-status'
  | 'lasting-power-of-attorney'
  | 'swallowing-risk'
  | 'falls-risk'
  | 'frailty'
  | 'about-me'
  | 'alert';

export type PlanKind = 'respect' | 'contingency' | 'care-and-support' | 'end-of-life';

export const registerSystems = {
  GMC: 'https://fhir.hl7.org.uk/Id/gmc-number',
  NMC: 'https://fhir.hl7.org.uk/Id/nmc-number',
  GPHC: 'https://fhir.hl7.org.uk/Id/gphc-number',
  HCPC: 'https://fhir.hl7.org.uk/Id/hcpc-number',
  GOC: 'https://goldthread.example/Id/goc-number',
  SWE: 'https://goldthread.example/Id/social-work-england-number',
} as const;

/** The label a source sets on an item; `released` is the absence of any. */
export const visibility = {
  notReleased: { system: visibilitySystem, code: 'not-released' },
  hiddenFromPatient: { system: visibilitySystem, code: 'hidden-from-patient' },
  thirdParty: { system: visibilitySystem, code: 'third-party' },
  safeguarding: { system: visibilitySystem, code: 'safeguarding' },
  /** The person asked for it to be sealed. */
  sealed: { system: visibilitySystem, code: 'sealed' },
  restricted: { system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'R' },
  veryRestricted: { system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'V' },
  sexualHealth: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'SEX' },
} as const satisfies Record<string, Coding>;

export function concept(text: string, snomed?: string): CodeableConcept {
  return snomed === undefined ? { text } : { coding: [{ system: snomedSystem, code: snomed, display: text }], text };
}

export function hl7Concept(system: string, code: string): CodeableConcept {
  return { coding: [{ system: `http://terminology.hl7.org/CodeSystem/${system}`, code }] };
}

export function narrative(text: string): { status: 'generated'; div: string } {
  const escaped = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/\n/g, '<br/>');
  return { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml"><p>${escaped}</p></div>` };
}
