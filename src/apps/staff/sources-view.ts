/** Every source of the region and what it said about this person: the same sources for every person. */
import { arrangeAllergies, type OpenedRecord, standingOf } from '#record';
import type { OpenedPerson } from './open-person.ts';
import type { SourceRow, SourcesView } from './pages/sources/view.ts';
import { sourceView } from './source-views.ts';

type Source = OpenedRecord['sources'][number]['source'];

const sendsByKind: Partial<Record<Source['organisation']['kind'], string>> = {
  'gp-practice': 'Problems, medicines, allergies, consultations',
  'acute-trust': 'Admissions, results, letters, appointments',
  'specialist-hospital': 'Admissions, results, letters, appointments',
  'diagnostic-centre': 'Imaging reports',
  'nhs-111': 'Calls and advice',
  'urgent-treatment-centre': 'Attendances, notes, observations',
  community: 'Visits, notes, observations',
  'mental-health': 'Notes, plans',
  maternity: 'Visits, notes, observations',
  'health-visiting': 'Visits, notes',
  ambulance: 'Attendances, observations',
  pharmacy: 'Medicines supplied',
  optometrist: 'Examinations',
  hospice: 'Visits, notes, plans',
  council: 'Care packages, visits, concerns',
  'care-home': 'Daily notes, observations, concerns',
  'home-care': 'Visits, observations, concerns',
  charity: 'Visits, concerns',
};

export function sourcesView(opened: OpenedPerson): SourcesView {
  const { arrangement } = opened;
  const counts = new Map<number, number>();
  for (const entry of arrangement.entries)
    if (entry.resource.resourceType !== 'Patient')
      counts.set(entry.source.number, (counts.get(entry.source.number) ?? 0) + 1);
  const statements = new Map(
    opened.sections.may('allergy')
      ? arrangeAllergies(arrangement).denials.map((denial) => [denial.sourceNumber, denial.words])
      : [],
  );
  // A source that shows this reader nothing else is not named by its demographics either.
  const named = new Set(arrangement.sources.map(({ source }) => source.name));
  const sources = arrangement.record.sources.map((state): SourceRow => {
    const standing = standingOf(state);
    const { source } = standing;
    const statement = statements.get(source.number);
    return {
      ...sourceView(standing),
      sends: sendsByKind[source.organisation.kind] ?? 'Notes',
      ...(source.lastReceivedMs === undefined ? {} : { lastReceived: new Date(source.lastReceivedMs).toISOString() }),
      ...(standing.state === 'unreachable' ? {} : { entries: counts.get(source.number) ?? 0 }),
      ...(statement === undefined ? {} : { statement }),
    };
  });
  return {
    caution: true,
    sources: sources.sort((one, other) => (other.entries ?? 0) - (one.entries ?? 0)),
    differences: (opened.details?.differences ?? []).map((difference) => ({
      detail: difference.detail,
      said: difference.said.map(({ source, text }) => ({
        source: named.has(source) ? source : 'Another source',
        text,
      })),
    })),
  };
}
