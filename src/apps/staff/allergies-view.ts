/** The allergies of the summary: each with what happened, then what other sources state beside them. */
import { staffDateText, type TextPart } from '#kit';
import { type ArrangedAllergies, type Arrangement, arrangeAllergies, type SaidAllergy } from '#record';
import type { AllergyLine, Disagreement, PatientRecordView } from './pages/patient-record/view.ts';
import { sectionView } from './source-views.ts';

export function agreementText(sources: readonly string[]): string {
  const distinct = [...new Set(sources)];
  return distinct.length === 1 ? (distinct[0] ?? '') : `${distinct.length} sources agree: ${distinct.join(', ')}`;
}

function allergyLines(allergies: ArrangedAllergies): AllergyLine[] {
  return allergies.groups.map((group) => {
    const reaction = [group.reaction, group.onset === undefined ? undefined : group.onset.slice(0, 4)]
      .filter((text) => text !== undefined)
      .join(', ');
    return {
      id: group.id,
      substance: group.substance,
      ...(reaction === '' ? {} : { reaction }),
      isSevere: group.isSevere,
      provenance:
        agreementText(group.said.map(({ source }) => source)) + (group.isUnconfirmed ? ', not confirmed' : ''),
      ...(group.said[0] === undefined ? {} : { recorded: group.said[0].recorded }),
    };
  });
}

function statementText(one: SaidAllergy, verb: string): string {
  return `${one.source} ${verb} \u201c${one.words}\u201d, ${staffDateText(one.recorded)}.`;
}

/** Only what a denial is about: no drug allergies and an allergy to peanuts are no disagreement. */
function allergyDisagreementText(allergies: ArrangedAllergies): Disagreement | undefined {
  const contrary = allergies.denials.filter(({ against }) => against.length > 0);
  if (contrary.length === 0) return undefined;
  const denied = new Set(contrary.flatMap(({ against }) => against));
  const naming = new Set([...denied].flatMap((group) => group.said.map(({ source }) => source)));
  const named =
    denied.size === allergies.groups.length
      ? 'allergies as above'
      : [...denied].map(({ substance }) => substance).join(', ');
  const text: TextPart[] = [
    { text: `${[...naming].join(', ')}: ${named}.`, as: 'plain' },
    // A source may name one and deny it elsewhere. What denies is never what stands out.
    ...contrary.map((one): TextPart => {
      const isNaming = one.against.some((group) => group.said.some(({ source }) => source === one.source));
      return { text: statementText(one, isNaming ? 'also states' : 'states'), as: 'plain' };
    }),
    { text: 'Go by the allergies until the person has been asked.', as: 'strong' },
  ];
  return { heading: 'Sources disagree.', text };
}

/** Stands beside the list and contradicts none of it. */
function otherStatements(allergies: ArrangedAllergies): string[] {
  if (allergies.groups.length === 0) return [];
  const consistent = allergies.denials.filter(({ against }) => against.length === 0);
  return [...consistent, ...allergies.unknowns].map((one) => statementText(one, 'states'));
}

export function allergySection(arrangement: Arrangement): PatientRecordView['allergies'] {
  const allergies = arrangeAllergies(arrangement);
  const disagreement = allergyDisagreementText(allergies);
  const statements = otherStatements(allergies);
  return {
    ...sectionView({
      answers: allergies.answers,
      items: allergyLines(allergies),
      count: allergies.groups.length,
      newest: allergies.newest,
    }),
    ...(disagreement === undefined ? {} : { disagreement }),
    ...(statements.length === 0 ? {} : { statements }),
  };
}
