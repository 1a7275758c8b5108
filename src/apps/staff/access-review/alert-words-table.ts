/** What each kind of alert is called, why it was raised, and under which heading the list keeps it. Data. */
import type { AlertKind } from '#privacy';

export interface AlertWords {
  readonly title: string;
  readonly why: string;
  readonly group: AlertGroup;
}

export const alertGroups = {
  emergency: 'Emergencies and seals',
  claims: 'Stated relationships',
  protection: 'People under full protection',
  patterns: 'Patterns',
  log: 'The log itself',
} as const;
export type AlertGroup = keyof typeof alertGroups;

export const alertWords: Readonly<Record<AlertKind, AlertWords>> = {
  'break-glass': {
    title: 'Glass broken in an emergency',
    why: 'A record was opened for an emergency, without a known relationship.',
    group: 'emergency',
  },
  'break-glass-burst': {
    title: 'Many emergencies in an hour',
    why: 'One member of staff broke glass for so many people within an hour that it was stopped.',
    group: 'emergency',
  },
  'seal-override': {
    title: 'Seal overridden',
    why: 'Entries that the person had sealed were opened for a written reason.',
    group: 'emergency',
  },
  'self-claimed': {
    title: 'Relationship stated',
    why: 'A member of staff stated a care relationship that nothing else shows.',
    group: 'claims',
  },
  'full-protection': {
    title: 'Look at a person under full protection',
    why: 'The person chose to have every look reported at once.',
    group: 'protection',
  },
  stopped: {
    title: 'Stopped at a person under full protection',
    why: 'A member of staff tried to open the record and was refused. Nothing was shown but who it is, to roles that may search.',
    group: 'protection',
  },
  'many-stopped': {
    title: 'Several were stopped at one record',
    why: 'Members of staff, here and perhaps elsewhere, were refused the same record within a day.',
    group: 'protection',
  },
  'open-to-nobody': {
    title: 'Full protection that opens to nobody',
    why: 'The person named no team that still has members: only an emergency that two confirm opens their record. Speak with them: on their own pages they name another team or take full protection back, and nobody does it for them.',
    group: 'protection',
  },
  'place-in-doubt': {
    title: 'Whereabouts kept back in doubt',
    why: 'Another record, which was or may be of the same person, says that their whereabouts are protected. Your organisation’s record stays without any place until that record takes it back, or you find out that it does not hold here.',
    group: 'protection',
  },
  'colleague-or-relative': {
    title: 'Colleague or relative',
    why: 'The record is of somebody noted as a colleague or relative of the member of staff.',
    group: 'patterns',
  },
  'same-surname': {
    title: 'Same family name',
    why: 'The person and the member of staff share a family name.',
    group: 'patterns',
  },
  'same-address': {
    title: 'Same address',
    why: 'The person and the member of staff live at the same postcode.',
    group: 'patterns',
  },
  'many-viewers': {
    title: 'Many readers of one record',
    why: 'Many members of staff looked at one record in a day.',
    group: 'patterns',
  },
  volume: { title: 'Many records in a day', why: 'One member of staff opened very many records.', group: 'patterns' },
  'odd-hours': {
    title: 'Unusual hour',
    why: 'The look was at an hour at which this member of staff did not work in the weeks before.',
    group: 'patterns',
  },
  'no-encounter': {
    title: 'No contact followed',
    why: 'A reason was stated, and within a week no contact with the person was recorded.',
    group: 'patterns',
  },
  'log-broken': {
    title: 'The access log does not verify',
    why: 'What the log holds is not what was signed. Looks of that day may be missing or changed.',
    group: 'log',
  },
};

export function kindsOf(group: AlertGroup): AlertKind[] {
  return (Object.keys(alertWords) as AlertKind[]).filter((kind) => alertWords[kind].group === group);
}
