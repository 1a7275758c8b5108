/** Attendances, notes, reports and measurements in the words of their sources. */

import type { Composition, DiagnosticReport, Encounter, Observation } from 'fhir/r4.js';
import type { RecordEntry } from '../opened-record.ts';
import { joined, plain, type Write } from './entry-words.ts';
import { as, conceptText, narrativeText, notesText, referenceRangeText, valueText } from './fhir-words.ts';
import { observationWords } from './observation-words.ts';
import { placesOf } from './places.ts';
import type { WordsPart } from './words-part.ts';

const encounterClasses: Readonly<Record<string, string>> = {
  IMP: 'Admission',
  EMER: 'Emergency attendance',
  AMB: 'Attendance',
  HH: 'Home visit',
  VR: 'Contact by phone or video',
  FLD: 'Seen on scene',
  PRENC: 'Admission planned',
  SS: 'Short stay',
};

const encounterStates: Readonly<Record<string, string>> = {
  planned: 'Planned',
  arrived: 'Arrived',
  triaged: 'Triaged',
  'in-progress': 'Not ended yet',
  onleave: 'On leave',
  cancelled: 'Cancelled',
  'entered-in-error': 'Entered in error',
};

function encounterTitle(encounter: Encounter): string {
  const kind = conceptText(encounter.type?.[0]) ?? encounterClasses[encounter.class.code ?? ''] ?? 'Attendance';
  const reason = conceptText(encounter.reasonCode?.[0]);
  return reason === undefined ? kind : `${kind}: ${reason}`;
}

export const encounterWords: Write = (arrangement, entry) => {
  const encounter = as<Encounter>(entry);
  const notes = notesText((encounter as { note?: { text: string }[] }).note as never);
  return {
    title: encounterTitle(encounter),
    body: joined(
      conceptText(encounter.serviceType),
      placesOf(arrangement, entry).join(', then '),
      conceptText(encounter.hospitalization?.admitSource),
      conceptText(encounter.hospitalization?.dischargeDisposition),
      encounterStates[encounter.status],
      narrativeText(encounter.text?.div),
      notes,
    ),
  };
};

/** A note stands for its attendance: what it was for goes on with the note's own title. */
export function withReason(title: string, parts: readonly RecordEntry[]): string {
  const encounter = parts.find((part) => part.resource.resourceType === 'Encounter');
  const reason = encounter === undefined ? undefined : conceptText(as<Encounter>(encounter).reasonCode?.[0]);
  return reason === undefined ? title : `${title}: ${reason}`;
}

export const compositionWords: Write = (_, entry, parts) => {
  const composition = as<Composition>(entry);
  const name = composition.title || (conceptText(composition.type) ?? 'Note');
  const sections = composition.section ?? [];
  const body = sections.flatMap((section): WordsPart[] => {
    const text = narrativeText(section.text?.div);
    if (text === '') return [];
    const isSaid = section.title === undefined || sections.length === 1;
    return isSaid ? plain(text) : [{ text: `${section.title}:`, as: 'strong' }, ...plain(text)];
  });
  return {
    title: withReason(name, parts),
    body: body.length > 0 ? body : plain(narrativeText(composition.text?.div)),
  };
};

export const reportWords: Write = (_, entry, parts) => {
  const report = as<DiagnosticReport>(entry);
  const values = parts.filter((part) => part.resource.resourceType === 'Observation').map(observationWords);
  const body = values.flatMap((value, index): readonly WordsPart[] =>
    index === values.length - 1 ? value.parts : [...value.parts, { text: '·', as: 'plain' }],
  );
  return {
    title: conceptText(report.code) ?? 'Result',
    body: [...body, ...plain(report.conclusion)],
    isCritical: values.some((value) => value.isCritical),
  };
};

export const singleObservationWords: Write = (_, entry) => {
  const observation = as<Observation>(entry);
  const value = observationWords(entry);
  const name = conceptText(observation.code) ?? 'Observation';
  const words = valueText(observation);
  const isShort = words !== undefined && words.length <= 40 && !entry.isWithdrawn && !value.isChanged;
  const rest = isShort
    ? joined(value.standing, rangeWords(observation), notesText(observation.note))
    : value.parts.filter((part) => part.text !== name);
  return { title: isShort ? `${name} ${words}` : name, body: rest, isCritical: value.isCritical };
};

function rangeWords(observation: Observation): string | undefined {
  const range = referenceRangeText(observation);
  return range === undefined ? undefined : `Range ${range}`;
}
