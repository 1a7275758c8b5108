/**
 * What tells of a sensitive entry carries its label: the medicine that names it as its reason, the letter, the result, the
 * appointment (UK-15). Within a message here; what was filed before is looked up by the store.
 */
import { sensitiveLabels } from '#disclosure';
import { resourceTypeNumber } from '#fhir/resource-types.ts';
import type { EntryLink } from '#privacy';
import type { ResourceToWrite } from '#store';

/** A stay or a team is about more than one of its reasons: were they to inherit, a whole admission would vanish (HZ2). */
const broadTypes: ReadonlySet<number> = new Set(
  (['Encounter', 'EpisodeOfCare', 'CareTeam', 'CarePlan', 'List', 'Patient'] as const).map(resourceTypeNumber),
);

const keyOf = (entry: { readonly compartment: number; readonly number: number }): string =>
  `${entry.compartment}|${entry.number}`;

/** The links by which a label spreads. */
export function spreadingLinks(rows: readonly ResourceToWrite[], links: readonly EntryLink[]): EntryLink[] {
  const broad = new Set(rows.filter((row) => broadTypes.has(row.type)).map(keyOf));
  return links.filter(({ from }) => !broad.has(keyOf(from)));
}

/** The rows with the sensitive labels of what they refer to in the same message. */
export function spreadLabels(rows: readonly ResourceToWrite[], links: readonly EntryLink[]): ResourceToWrite[] {
  const labels = new Map(rows.map((row) => [keyOf(row), row.label]));
  for (let isChanged = links.length > 0; isChanged; ) {
    isChanged = false;
    for (const { from, to } of links) {
      const inherited = (labels.get(keyOf(to)) ?? 0) & sensitiveLabels;
      const held = labels.get(keyOf(from)) ?? 0;
      if ((held | inherited) === held) continue;
      labels.set(keyOf(from), held | inherited);
      isChanged = true;
    }
  }
  return rows.map((row) => ({ ...row, label: labels.get(keyOf(row)) ?? row.label }));
}
