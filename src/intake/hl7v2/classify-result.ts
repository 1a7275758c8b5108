/** Which results wait for a clinician before the patient sees them, and which are sensitive by the national sets. */
import type { Coding } from 'fhir/r4.js';
import {
  geneticsSections,
  geneticsWords,
  histologySections,
  histologyWords,
  imagingSections,
  imagingWords,
  nursingSections,
  sexualHealthWords,
  tumourMarkerWords,
} from './awaiting-release-table.ts';
import { addSecurity, isNotReleased, notReleased, type Release, sexuallyTransmitted } from './security.ts';

export interface ResultKind {
  readonly category: 'laboratory' | 'imaging' | 'vital-signs';
  /** A clinician has to release it in a message of its own. */
  readonly waitsForClinician: boolean;
  readonly isSexualHealth: boolean;
}

/** From OBR-24 and the names of the report and its tests. */
export function classifyResult(section: string | undefined, names: readonly string[]): ResultKind {
  const code = section?.trim().toUpperCase() ?? '';
  const matches = (words: RegExp): boolean => names.some((name) => words.test(name));
  const isImaging = imagingSections.has(code) || (code === '' && matches(imagingWords));
  const isSexualHealth = matches(sexualHealthWords);
  const waits =
    isImaging ||
    isSexualHealth ||
    histologySections.has(code) ||
    geneticsSections.has(code) ||
    [imagingWords, histologyWords, geneticsWords, tumourMarkerWords].some(matches);
  const category = isImaging ? 'imaging' : nursingSections.has(code) ? 'vital-signs' : 'laboratory';
  return { category, waitsForClinician: waits, isSexualHealth };
}

/**
 * `known` are the labels so far, undefined for a result that is new. Once released it stays so, unless the sender says
 * that it waits; what waits for a clinician is released by a later message only.
 */
export function resultSecurity(known: readonly Coding[] | undefined, kind: ResultKind, release: Release): Coding[] {
  const isNew = known === undefined;
  const others = (known ?? []).filter((coding) => !isNotReleased([coding]));
  const waited = isNew || isNotReleased(known);
  const waits = release === 'waits' || (release === undefined ? waited : kind.waitsForClinician && isNew);
  const labels = kind.isSexualHealth ? addSecurity(others, [sexuallyTransmitted]) : others;
  return waits ? [...labels, notReleased] : labels;
}
