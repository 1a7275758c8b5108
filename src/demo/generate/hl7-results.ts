/**
 * ORU^R01: laboratory, imaging and ward observations. The local segment ZRL after an OBR says whether the person may
 * see it: `ZRL|R` released, `ZRL|W` waits for a clinician. No ZRL means that it waits.
 */
import { components, plain, segment } from './hl7-lines.ts';
import {
  type HospitalThread,
  type HospitalVisit,
  patientSegments,
  practitioner,
  send,
  visitSegment,
} from './hl7-messages.ts';
import { hl7Time } from './london-calendar.ts';
import type { CastMember } from './region-types.ts';

export interface ResultValue {
  readonly code: string;
  readonly text: string;
  readonly snomed?: string;
  readonly type: 'NM' | 'ST' | 'TX' | 'FT';
  /** One value, or the lines of a text. */
  readonly value: string;
  readonly unit?: string;
  readonly range?: string;
  readonly flag?: 'H' | 'L' | 'HH' | 'LL' | 'A' | '';
  /** OBX-11 P preliminary, F final, C corrected, W wrong, D deleted; the report's own status when absent. */
  readonly status?: 'P' | 'F' | 'C' | 'W' | 'D';
  readonly notes?: readonly string[];
}

export interface ResultReport {
  readonly placerNumber: string;
  readonly fillerNumber: string;
  readonly code: string;
  readonly text: string;
  readonly section: 'CH' | 'HM' | 'MB' | 'SP' | 'RAD' | 'NRS';
  readonly collectedMs: number;
  readonly status: 'P' | 'F' | 'C';
  readonly orderedBy: CastMember;
  /** Who reports or measures: laboratory scientist, radiologist, nurse. */
  readonly reportedBy: CastMember;
  readonly isReleased: boolean;
  readonly values: readonly ResultValue[];
  readonly visit?: HospitalVisit;
  readonly reason?: string;
}

function valueSegments(thread: HospitalThread, report: ResultReport, atMs: number): string[] {
  return report.values.flatMap((value, index) => {
    const coding = value.snomed === undefined ? [] : [value.snomed, value.text, 'SCT'];
    const line = segment('OBX', {
      1: String(index + 1),
      2: value.type,
      3: components(value.code, value.text, `${thread.sender.facility}LAB`, ...coding),
      4: value.type === 'TX' ? String(index + 1) : '',
      5: plain(value.value),
      6: components(value.unit ?? ''),
      7: plain(value.range ?? ''),
      8: value.flag ?? '',
      11: value.status ?? report.status,
      14: hl7Time(report.collectedMs),
      16: practitioner(report.reportedBy),
      ...(thread.sender.version === '2.4' ? { 19: hl7Time(atMs) } : {}),
    });
    return [
      line,
      ...(value.notes ?? []).map((note, at) => segment('NTE', { 1: String(at + 1), 2: 'L', 3: plain(note) })),
    ];
  });
}

/** OBR-32 is a name within a component: its parts are subcomponents. */
function interpreter(member: CastMember): string {
  const parts = [
    member.registrationNumber ?? `staff-${member.key}`,
    member.familyName,
    member.givenName,
    '',
    '',
    member.title,
  ];
  return parts.map(plain).join('&');
}

export function sendReport(thread: HospitalThread, atMs: number, report: ResultReport): void {
  send(thread, atMs, 'ORU^R01', [
    ...patientSegments(thread),
    ...(report.visit === undefined ? [] : [visitSegment(thread, report.visit)]),
    segment('OBR', {
      1: '1',
      2: components(report.placerNumber, thread.sender.facility),
      3: components(report.fillerNumber, thread.sender.facility),
      4: components(report.code, report.text, `${thread.sender.facility}LAB`),
      7: hl7Time(report.collectedMs),
      13: plain(report.reason ?? ''),
      16: practitioner(report.orderedBy),
      22: hl7Time(atMs),
      24: report.section,
      25: report.status,
      32: interpreter(report.reportedBy),
    }),
    segment('ZRL', { 1: report.isReleased ? 'R' : 'W' }),
    ...valueSegments(thread, report, atMs),
  ]);
}

/** H, L or nothing, by the range as the laboratory prints it: `3.5-5.3`, `<41`. */
export function flagOf(value: number, range: string): 'H' | 'L' | '' {
  const [low, high] = range.startsWith('<')
    ? [Number.NEGATIVE_INFINITY, Number(range.slice(1))]
    : range.split('-').map(Number);
  if (range === '' || low === undefined || high === undefined) return '';
  return value > high ? 'H' : value < low ? 'L' : '';
}
