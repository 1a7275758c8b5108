/** Allergies, medicines and problems in plain words. Nothing reads "none" unless a source said so, and then in its words. */
import { patientDate } from '#kit';
import type { AllergyGroup, MedicineGroup, MyRecord, ProblemGroup } from '#record';
import { listWords } from '../../plain-words/list-words.ts';
import { problemsInPlainWords } from '../../plain-words/problems-table.ts';
import { section, sourceState } from '../../plain-words/source-words.ts';
import type { MyRecordView, PlainEntry, PlainMedicine } from './view.ts';
import { recordWords } from './words.en.ts';

const unique = (texts: readonly string[]): string => listWords([...new Set(texts)]);

function allergyEntry(group: AllergyGroup): PlainEntry {
  const meaning = [
    group.reaction === undefined ? undefined : `${recordWords.reaction} ${group.reaction.toLowerCase()}.`,
    group.isSevere ? recordWords.severe : recordWords.tellThem,
    group.isUnconfirmed ? recordWords.unconfirmed : undefined,
  ].filter((sentence) => sentence !== undefined);
  return {
    id: group.id,
    name: group.substance,
    meaning: meaning.join(' '),
    ...(group.onset === undefined ? {} : { since: group.onset }),
    where: unique(group.said.map((one) => one.source)),
  };
}

function problemEntry(group: ProblemGroup): PlainEntry {
  const plain = problemsInPlainWords[group.name.toLowerCase()];
  const name = plain?.name ?? group.name;
  const meaning = group.isSuspected ? `${recordWords.suspected} ${plain?.meaning ?? ''}`.trim() : plain?.meaning;
  return {
    id: group.id,
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

function medicineEntry(group: MedicineGroup, sourceName: (number: number) => string): PlainMedicine {
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
    name: group.name,
    howToTake: group.directions === '' ? recordWords.noDirections : plainDirections(group.directions),
    where: unique((current.length === 0 ? said : current).map((one) => sourceName(one.sourceNumber))),
    ...(disagreement === undefined ? {} : { disagreement }),
  };
}

export function myRecordView(record: MyRecord): MyRecordView {
  const allergies = record.allergies();
  const medicines = record.medicines();
  const problems = record.problems();
  const names = new Map(record.sources.map(({ source }) => [source.number as number, source.name]));
  const entries = allergies.groups.map(allergyEntry);
  // Any source's allergy wins; another's "no known allergies" stands beside it, and is never merged away.
  const denials: PlainEntry[] =
    entries.length === 0
      ? []
      : allergies.denials.map((denial) => ({
          id: denial.id,
          name: `“${denial.words}”`,
          meaning: recordWords.denied,
          where: denial.source,
        }));
  return {
    allergies: section([...entries, ...denials], allergies.answers),
    medicines: section(
      medicines.current.map((group) => medicineEntry(group, (number) => names.get(number) ?? recordWords.anotherPlace)),
      medicines.answers,
    ),
    problems: section(problems.active.map(problemEntry), problems.answers),
    sources: record.sources.map(sourceState),
    wrongHref: '/my/wrong?about=record',
  };
}
