/** Medicines side by side, for the summary and for their own page. */
import type { Tag } from '#kit';
import {
  type ArrangedMedicines,
  arrangeMedicines,
  isoTime,
  type MedicineGroup,
  type MedicineSaid,
  type SectionAnswer,
} from '#record';
import type { OpenedPerson } from './open-person.ts';
import type { MedicineCell, MedicineRow, MedicinesView } from './pages/medicines/view.ts';
import type { Disagreement, MedicinesSummary } from './pages/patient-record/view.ts';
import { answerView, sectionView } from './source-views.ts';

const cellTexts: Readonly<Record<MedicineSaid['standing'], string>> = {
  current: 'Yes',
  stopped: 'Stopped',
  ended: 'Ended',
  'on-hold': 'On hold',
  supplied: 'Supplied',
  given: 'Given',
  withdrawn: 'Entered in error',
};

/** Short heads for the summary's narrow columns; the medicines page names each source in full. */
const settingNames: Partial<Record<SectionAnswer['source']['organisation']['kind'], string>> = {
  'gp-practice': 'GP practice',
  'acute-trust': 'Hospital',
  'specialist-hospital': 'Hospital',
  pharmacy: 'Pharmacy',
  hospice: 'Hospice',
  community: 'Community',
  'mental-health': 'Mental health',
};

const shownMedicines = 12;
/** More columns than this do not fit beside each other on the summary. */
const summaryColumns = 2;

function tagsOf(group: MedicineGroup): Tag[] {
  return [
    ...(group.isAnticoagulant ? [{ text: 'Anticoagulant', tone: 'alert' } as const] : []),
    ...(group.kind === undefined ? [] : [{ text: group.kind, tone: 'plain' } as const]),
  ];
}

function cellOf(group: MedicineGroup, said: MedicineSaid | undefined): MedicineCell {
  if (said === undefined) return { text: 'Not listed', isDifferent: false };
  const isDifferent = group.isDisputed && said.standing !== 'ended';
  const directions = said.directions !== group.directions && said.directions !== '' ? said.directions : undefined;
  const detail = [directions, said.reason].filter((text) => text !== undefined).join('. ');
  return {
    text: cellTexts[said.standing],
    isDifferent,
    since: said.since,
    ...(detail === '' ? {} : { detail }),
    ...(said.standing === 'withdrawn' ? { isWithdrawn: true } : {}),
  };
}

function rowOf(medicines: ArrangedMedicines, group: MedicineGroup): MedicineRow {
  return {
    id: group.id,
    name: group.name,
    directions: group.directions === '' ? 'Directions not stated' : group.directions,
    tags: tagsOf(group),
    isDisputed: group.isDisputed,
    cells: medicines.columns.map(({ source }) => cellOf(group, group.bySource.get(source.number))),
  };
}

function disagreementsOf(medicines: ArrangedMedicines, more: Disagreement['more']): Disagreement[] {
  return medicines.conflicts.map((conflict) => ({
    heading: conflict.heading,
    text: [{ text: conflict.sentences.join(' '), as: 'plain' }],
    ...(more === undefined ? {} : { more }),
  }));
}

export function medicinesView(opened: OpenedPerson): MedicinesView {
  const medicines = arrangeMedicines(opened.arrangement);
  const section = (groups: readonly MedicineGroup[]) =>
    sectionView({
      answers: medicines.answers,
      items: groups.map((group) => rowOf(medicines, group)),
      count: groups.length,
      newest: groups.length === 0 ? undefined : isoTime(Math.max(...groups.map((group) => group.newestMs))),
    });
  return {
    columns: medicines.columns.map((answer) => ({
      source: answerView(answer),
      ...(answer.asOfMs === undefined || answer.state === 'live' ? {} : { asOf: isoTime(answer.asOfMs) }),
    })),
    disagreements: disagreementsOf(medicines, undefined),
    current: section(medicines.current),
    stopped: section(medicines.stopped),
  };
}

/** Sources that contradict each other first, then practice, then hospital: two columns must show the conflict. */
function columnRank(medicines: ArrangedMedicines, { source }: SectionAnswer): number {
  const isPart = medicines.current.some((group) => {
    const said = group.bySource.get(source.number)?.standing;
    return group.isDisputed && (said === 'current' || said === 'stopped' || said === 'on-hold');
  });
  const setting =
    { 'gp-practice': 0, 'acute-trust': 1, 'specialist-hospital': 1 }[source.organisation.kind as string] ?? 2;
  return setting + (isPart ? 0 : 3);
}

export function medicinesSummary(opened: OpenedPerson): MedicinesSummary {
  const medicines = arrangeMedicines(opened.arrangement);
  const columns = medicines.columns
    .filter(({ source }) => medicines.current.some((group) => group.bySource.has(source.number)))
    .sort((one, other) => columnRank(medicines, one) - columnRank(medicines, other))
    .slice(0, summaryColumns);
  const href = `${opened.home}/medicines`;
  const items = medicines.current.slice(0, shownMedicines).map((group) => ({
    id: group.id,
    name: group.name,
    directions: group.directions === '' ? 'Directions not stated' : group.directions,
    tags: tagsOf(group).filter(({ tone }) => tone === 'alert'),
    isDisputed: group.isDisputed,
    cells: columns.map(({ source }) => {
      const { text, isDifferent } = cellOf(group, group.bySource.get(source.number));
      return { text, isDifferent };
    }),
  }));
  const more = opened.sections.hasMedicines
    ? { text: `All ${medicines.current.length} and ${medicines.stopped.length} stopped`, href, hidden: 'medicines' }
    : undefined;
  return {
    ...sectionView({
      answers: medicines.answers,
      items,
      count: medicines.current.length,
      newest: medicines.newest,
    }),
    columns: columns.map((answer) => ({
      name: settingNames[answer.source.organisation.kind] ?? answer.source.name,
      asOf: isoTime(answer.asOfMs ?? opened.arrangement.record.openedAtMs),
    })),
    disagreements: disagreementsOf(
      medicines,
      opened.sections.hasMedicines ? { text: 'See both lists', href } : undefined,
    ),
    ...(more === undefined ? {} : { more }),
  };
}
