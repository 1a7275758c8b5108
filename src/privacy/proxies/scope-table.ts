/**
 * What somebody who acts for a person may be given, in the parts in which people ask for it. Data. Who the person is, and
 * the surgery's own notes about the appointment book, come with each part.
 */
import { type ContentClass, type ContentClassName, contentClasses } from '#disclosure';
import { isKeyOf } from '#kernel/own-key.ts';

const withEach = ['demographics', 'administration'] as const;

const parts = {
  appointments: ['appointment', 'referral'],
  prescriptions: ['medication', 'allergy'],
  record: [
    'allergy',
    'medication',
    'problem',
    'vaccination',
    'procedure',
    'pregnancy',
    'encounter',
    'individualRequirements',
    'aboutMe',
    'carePlan',
    'contingencyPlan',
    'careTeam',
    'personalContact',
  ],
  results: ['investigationResult', 'examinationFinding', 'imagingStudy'],
  letters: ['document'],
} as const satisfies Readonly<Record<string, readonly ContentClassName[]>>;

export type ActingScope = keyof typeof parts;
export const actingScopes = Object.keys(parts) as readonly ActingScope[];

export function isActingScope(text: string): text is ActingScope {
  return isKeyOf(parts, text);
}

export function classesOfScopes(scopes: readonly ActingScope[]): readonly ContentClass[] {
  if (scopes.length === 0) return [];
  return [...new Set(contentClasses(...withEach, ...scopes.flatMap((scope) => parts[scope])))];
}

/** The parts that these classes hold whole. */
export function scopesOfClasses(classes: readonly ContentClass[]): readonly ActingScope[] {
  return actingScopes.filter((scope) => contentClasses(...parts[scope]).every((one) => classes.includes(one)));
}
