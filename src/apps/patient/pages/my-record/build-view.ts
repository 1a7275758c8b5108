/** Allergies, medicines and problems in plain words. Nothing reads "none" unless a source said so, and then in its words. */
import { patientDate } from '#kit';
import type { ActingScope } from '#privacy';
import type { AllergyGroup, ArrangedAllergies, MedicineGroup, MyRecord, ProblemGroup, SaidAllergy } from '#record';
import { hideAddress } from '../../hide-address.ts';
import { listWords } from '../../plain-words/list-words.ts';
import { problemsInPlainWords } from '../../plain-words/problems-table.ts';
import { section, sourceState } from '../../plain-words/source-words.ts';
import type { MyRecordView, PlainEntry, PlainMedicine } from './view.ts';
import { recordWords } from './words.en.ts';

const unique = (texts: readonly string[]): string => listWords([...new Set(texts)]);

/** On their own pages a person hides what they want; who acts for them does not choose for them. */
function hiding(id: string, isOwn: boolean): { readonly hideHref?: string } {
  return isOwn ? { hideHref: hideAddress(id) } : {};
}

function allergyEntry(group: AllergyGroup, isOwn: boolean): PlainEntry {
  const meaning = [
    group.reaction === undefined ? undefined : `${recordWords.reaction} ${group.reaction.toLowerCase()}.`,
    group.isSevere ? recordWords.severe : recordWords.tellThem,
    group.isUnconfirmed ? recordWords.unconfirmed : undefined,
  ].filter((sentence) => sentence !== undefined);
  return {
    id: group.id,
    ...hiding(group.id, isOwn),
    name: group.substance,
    meaning: meaning.join(' '),
    ...(group.onset === undefined ? {} : { since: group.onset }),
    where: unique(group.said.map((one) => one.source)),
  };
}

function problemEntry(group: ProblemGroup, isOwn: boolean): PlainEntry {
  const plain = problemsInPlainWords[group.name.toLowerCase()];
  const name = plain?.name ?? group.name;
  const meaning = group.isSuspected ? `${recordWords.suspected} ${plain?.meaning ?? ''}`.trim() : plain?.meaning;
  return {
    id: group.id,
    ...hiding(group.id, isOwn),
    name,
    ...(name.toLowerCase() === group.name.toLowerCase() ? {} : { recordedAs: group.name }),
    ...(meaning === undefined ? {} : { meaning }),
    ...(group.since === undefined ? {} : { since: group.since }),
    where: unique(group.sources),
  };
}

/** `Take one twice a day, Oral`: the route in everyday words, never dropped. */
function plainDirections(directions: string): string {
  return directions.replace(/, (Oral|Inhalation|Cutaneous|Topical|Subcutaneous)(?=;|$)/g, (_whole, route: string) => {
    return `, ${recordWords.routes[route as keyof typeof recordWords.routes]}`;
  });
}

function medicineEntry(group: MedicineGroup, isOwn: boolean, sourceName: (number: number) => string): PlainMedicine {
  const said = [...group.bySource.values()];
  const stopped = said.find((one) => one.standing === 'stopped');
  const current = said.filter((one) => one.standing !== 'stopped');
  const disagreement =
    stopped !== undefined
      ? `${sourceName(stopped.sourceNumber)} ${recordWords.stopped} ${patientDate(stopped.since)}. ${recordWords.askFirst}`
      : group.isDisputed
        ? `${recordWords.strengths} ${recordWords.askFirst}`
        : undefined;
  return {
    id: group.id,
    ...hiding(group.id, isOwn),
    name: group.name,
    howToTake: group.directions === '' ? recordWords.noDirections : plainDirections(group.directions),
    where: unique((current.length === 0 ? said : current).map((one) => sourceName(one.sourceNumber))),
    ...(disagreement === undefined ? {} : { disagreement }),
  };
}

function wroteText(statements: readonly SaidAllergy[]): string[] {
  return [...Map.groupBy(statements, ({ words }) => words)].map(
    ([words, said]) => `${unique(said.map(({ source }) => source))} ${recordWords.wrote} \u201c${words}\u201d.`,
  );
}

/**
 * They are no entries of the list: whoever reads headings only must not take one for an allergy. A denial is a disagreement
 * only where it is about something on the list; another is a sentence below it.
 */
function besideAllergies(allergies: ArrangedAllergies): {
  readonly disagreement?: string;
  readonly statements?: string;
} {
  if (allergies.groups.length === 0) return {};
  const [contrary, consistent] = [true, false].map((is) =>
    wroteText([
      ...allergies.denials.filter(({ against }) => against.length > 0 === is),
      ...(is ? [] : allergies.unknowns),
    ]),
  ) as [string[], string[]];
  return {
    ...(contrary.length === 0 ? {} : { disagreement: [...contrary, recordWords.denied].join(' ') }),
    ...(consistent.length === 0 ? {} : { statements: consistent.join(' ') }),
  };
}

const wholeRecord: readonly ActingScope[] = ['record', 'prescriptions'];

/** `scopes`: the parts that were agreed to, where somebody acts for the person. */
export function myRecordView(record: MyRecord, scopes?: readonly ActingScope[]): MyRecordView {
  const isOwn = scopes === undefined;
  const has = (...some: readonly ActingScope[]): boolean => some.some((one) => (scopes ?? wholeRecord).includes(one));
  const allergies = record.allergies();
  const medicines = record.medicines();
  const problems = record.problems();
  const names = new Map(record.sources.map(({ source }) => [source.number as number, source.name]));
  const entries = allergies.groups.map((group) => allergyEntry(group, isOwn));
  return {
    ...(has('record', 'prescriptions')
      ? {
          allergies: {
            ...section(entries, allergies.answers),
            // Any source's allergy wins; another's "no known allergies" stands beside it, and is never merged away.
            ...besideAllergies(allergies),
          },
        }
      : {}),
    ...(has('record', 'prescriptions')
      ? {
          medicines: section(
            medicines.current.map((group) =>
              medicineEntry(group, isOwn, (number) => names.get(number) ?? recordWords.anotherPlace),
            ),
            medicines.answers,
          ),
        }
      : {}),
    ...(has('record')
      ? {
          problems: section(
            problems.active.map((group) => problemEntry(group, isOwn)),
            problems.answers,
          ),
        }
      : {}),
    sources: record.sources.map(sourceState),
    ...(isOwn ? { wrongHref: '/my/wrong?about=record' } : {}),
  };
}
