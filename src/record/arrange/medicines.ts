/** Medicines of practice, hospital and community side by side. Nothing is merged; what contradicts stands out. */
import type { Annotation, CodeableConcept, Dosage, Reference } from 'fhir/r4.js';
import type { RecordEntry } from '../opened-record.ts';
import { anticoagulants } from './anticoagulants-table.ts';
import type { Arrangement } from './arrange-record.ts';
import { as, conceptText, containedIn, dosageText, list, notesText } from './fhir-words.ts';
import { happenedAt, timeOf } from './happened-at.ts';
import { answersFor, type SectionAnswer } from './source-answers.ts';

export type MedicineStanding = 'current' | 'stopped' | 'ended' | 'on-hold' | 'supplied' | 'given' | 'withdrawn';

/** What one source says of one medicine: its newest word. */
export interface MedicineSaid {
  readonly id: string;
  readonly sourceNumber: number;
  readonly standing: MedicineStanding;
  readonly since: string;
  readonly timeMs: number;
  readonly name: string;
  readonly directions: string;
  /** Repeat, Acute, Hospital only. */
  readonly kind: string | undefined;
  readonly reason: string | undefined;
  readonly notes: string;
}

export interface MedicineGroup {
  readonly id: string;
  /** Every entry that says it. */
  readonly entryIds: readonly string[];
  readonly name: string;
  readonly directions: string;
  readonly isAnticoagulant: boolean;
  readonly isCurrent: boolean;
  /** Sources contradict each other about it, or hold it in another strength. */
  readonly isDisputed: boolean;
  readonly kind: string | undefined;
  readonly bySource: ReadonlyMap<number, MedicineSaid>;
  readonly newestMs: number;
}

export interface MedicineConflict {
  readonly heading: string;
  readonly sentences: readonly string[];
}

export interface ArrangedMedicines {
  /** Sources that hold medicines: the columns. */
  readonly columns: readonly SectionAnswer[];
  readonly current: readonly MedicineGroup[];
  readonly stopped: readonly MedicineGroup[];
  readonly conflicts: readonly MedicineConflict[];
  readonly answers: readonly SectionAnswer[];
  readonly newest: string | undefined;
}

/** A dispensed medicine counts as current for this long where no prescription is known. */
const suppliedDays = 60;
const dayMs = 86_400_000;

/** What the four kinds of medication resource have in common. */
interface AnyMedication {
  readonly dosageInstruction?: readonly Dosage[];
  /** A list on a statement; one object, without words of its own kind, on an administration. */
  readonly dosage?: readonly Dosage[] | { readonly text?: string };
  readonly courseOfTherapyType?: CodeableConcept;
  readonly statusReason?: CodeableConcept | readonly CodeableConcept[];
  readonly note?: readonly Annotation[];
}

/** The medicine as the source names it: name, form and strength. */
export function medicineName(arrangement: Arrangement, entry: RecordEntry): string {
  const resource = as<{ medicationCodeableConcept?: CodeableConcept; medicationReference?: Reference }>(entry);
  const written = conceptText(resource.medicationCodeableConcept);
  if (written !== undefined) return written;
  const reference = resource.medicationReference;
  const target = reference?.reference;
  const found =
    target === undefined
      ? undefined
      : target.startsWith('#')
        ? containedIn(entry.resource, target)
        : (arrangement.record.referred.get(target) ?? arrangement.find(target)?.resource);
  return conceptText(found?.['code'] as CodeableConcept | undefined) ?? reference?.display ?? 'Medicine not named';
}

const standingByStatus: Readonly<Record<string, MedicineStanding>> = {
  active: 'current',
  intended: 'current',
  'on-hold': 'on-hold',
  stopped: 'stopped',
  cancelled: 'stopped',
  'not-taken': 'stopped',
  completed: 'ended',
};

function standingOf(entry: RecordEntry): MedicineStanding {
  if (entry.isWithdrawn) return 'withdrawn';
  const { resourceType } = entry.resource;
  if (resourceType === 'MedicationDispense') return 'supplied';
  if (resourceType === 'MedicationAdministration') return 'given';
  return standingByStatus[String(entry.resource['status'])] ?? 'current';
}

function readSaid(arrangement: Arrangement, entry: RecordEntry): MedicineSaid {
  const one = as<AnyMedication>(entry);
  const dosages = one.dosageInstruction ?? list(one.dosage as readonly Dosage[] | Dosage | undefined);
  return {
    id: entry.id,
    sourceNumber: entry.source.number,
    standing: standingOf(entry),
    since: happenedAt(entry),
    timeMs: timeOf(entry),
    name: medicineName(arrangement, entry),
    directions: dosageText(dosages),
    kind: conceptText(one.courseOfTherapyType),
    reason: conceptText(list(one.statusReason)[0]),
    notes: notesText(one.note),
  };
}

const rowKey = (name: string): string => name.toLowerCase().replace(/[^a-z0-9.]/g, '');

/** The words before the first figure: ramipril of `Ramipril 5mg capsules`. */
export function ingredientOf(name: string): string {
  const words = name.toLowerCase().split(/\s+/);
  const figure = words.findIndex((word) => /\d/.test(word));
  return words.slice(0, figure > 0 ? figure : 1).join(' ');
}

/** Each source's newest word; one that still lists it as current outweighs a later ended course of its own. */
function newestBySource(said: readonly MedicineSaid[]): Map<number, MedicineSaid> {
  const bySource = new Map<number, MedicineSaid>();
  const rank = (one: MedicineSaid): number => (one.standing === 'current' ? 2 : one.standing === 'withdrawn' ? 0 : 1);
  for (const one of said) {
    const known = bySource.get(one.sourceNumber);
    if (known === undefined || rank(one) > rank(known) || (rank(one) === rank(known) && one.timeMs > known.timeMs))
      bySource.set(one.sourceNumber, one);
  }
  return bySource;
}

function groupOf(said: readonly MedicineSaid[], nowMs: number): MedicineGroup {
  const bySource = newestBySource(said);
  const answers = [...bySource.values()].sort((one, other) => other.timeMs - one.timeMs);
  const isListed = answers.some(({ standing }) => standing === 'current' || standing === 'on-hold');
  const isStopped = answers.some(({ standing }) => standing === 'stopped');
  const isSupplied = answers.some(
    (one) => one.standing === 'supplied' && nowMs - one.timeMs < suppliedDays * dayMs && !isStopped,
  );
  const shown = answers.find(({ standing }) => standing === 'current') ?? answers[0]!;
  const words = shown.name.toLowerCase();
  return {
    id: shown.id,
    entryIds: said.map(({ id }) => id),
    name: shown.name,
    directions: shown.directions,
    isAnticoagulant: anticoagulants.some((name) => words.includes(name)),
    isCurrent: isListed || isSupplied,
    isDisputed: isListed && isStopped,
    kind: shown.kind,
    bySource,
    newestMs: answers[0]!.timeMs,
  };
}

/** The same ingredient current in two strengths at two sources: nobody can tell which one is taken. */
function strengthConflicts(current: readonly MedicineGroup[]): Map<string, readonly MedicineGroup[]> {
  const listed = current.filter((group) => [...group.bySource.values()].some(({ standing }) => standing === 'current'));
  const byIngredient = Map.groupBy(listed, (group) => ingredientOf(group.name));
  return new Map(
    [...byIngredient].filter(([, groups]) => {
      if (groups.length < 2) return false;
      const sources = groups.map((group) => [...group.bySource.keys()].sort().join(','));
      return new Set(sources).size > 1;
    }),
  );
}

function conflictSentences(group: MedicineGroup, sourceName: (number: number) => string): string[] {
  return [...group.bySource.values()]
    .filter(({ standing }) => standing === 'current' || standing === 'stopped' || standing === 'on-hold')
    .map((one) => {
      const word = { current: 'lists it', stopped: 'stopped it', 'on-hold': 'holds it back' }[
        one.standing as 'current' | 'stopped' | 'on-hold'
      ];
      const reason = one.reason === undefined ? '' : ` (${one.reason})`;
      return `${sourceName(one.sourceNumber)} ${word}${reason}.`;
    });
}

export function arrangeMedicines(arrangement: Arrangement): ArrangedMedicines {
  const entries = arrangement.ofType(
    'MedicationRequest',
    'MedicationStatement',
    'MedicationDispense',
    'MedicationAdministration',
  );
  const names = new Map(arrangement.sources.map(({ source }) => [source.number as number, source.name]));
  const sourceName = (number: number): string => names.get(number) ?? '';
  const said = entries.map((entry) => readSaid(arrangement, entry));
  const groups = [...Map.groupBy(said, (one) => rowKey(one.name)).values()].map((group) =>
    groupOf(group, arrangement.record.openedAtMs),
  );
  const current = groups.filter((group) => group.isCurrent);
  const strengths = strengthConflicts(current);
  const disputed = new Set([...strengths.values()].flat().map((group) => group.id));
  const conflicts = [
    ...current
      .filter((group) => group.isDisputed)
      .map((group) => ({ heading: `${group.name}:`, sentences: conflictSentences(group, sourceName) })),
    ...[...strengths].map(([ingredient, several]) => ({
      heading: `${ingredient.charAt(0).toUpperCase()}${ingredient.slice(1)} in ${several.length} strengths:`,
      sentences: several.map((group) => {
        const listing = [...group.bySource.values()].filter(({ standing }) => standing === 'current');
        return `${listing.map((one) => sourceName(one.sourceNumber)).join(' and ')}: ${group.name}.`;
      }),
    })),
  ];
  const answers = answersFor(arrangement.sources, entries);
  return {
    columns: answers.filter((answer) => answer.said === 'entries'),
    current: current
      .map((group) => (disputed.has(group.id) ? { ...group, isDisputed: true } : group))
      .sort(
        (one, other) =>
          Number(other.isDisputed) - Number(one.isDisputed) ||
          Number(other.isAnticoagulant) - Number(one.isAnticoagulant) ||
          one.name.localeCompare(other.name, 'en-GB'),
      ),
    stopped: groups.filter((group) => !group.isCurrent).sort((one, other) => other.newestMs - one.newestMs),
    conflicts,
    answers,
    newest: entries[0] === undefined ? undefined : happenedAt(entries[0]),
  };
}
