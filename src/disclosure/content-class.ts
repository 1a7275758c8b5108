/**
 * What an item is about, after the headings of the PRSB Core Information Standard: the unit in which a role's view is
 * shaped. One class per resource, decided when it is written. The numbers are stored: append only.
 */
export const contentClass = {
  demographics: 1,
  individualRequirements: 2,
  aboutMe: 3,
  alert: 4,
  legalInformation: 5,
  safeguarding: 6,
  allergy: 7,
  medication: 8,
  problem: 9,
  consultation: 10,
  encounter: 11,
  investigationResult: 12,
  examinationFinding: 13,
  document: 14,
  appointment: 15,
  referral: 16,
  carePlan: 17,
  contingencyPlan: 18,
  cprRecommendation: 19,
  vaccination: 20,
  procedure: 21,
  socialCare: 22,
  pregnancy: 23,
  familyHistory: 24,
  handover: 25,
  careTeam: 26,
  careRisk: 27,
  personalContact: 28,
  imagingStudy: 29,
  administration: 30,
  provenance: 31,
} as const;

export type ContentClassName = keyof typeof contentClass;
export type ContentClass = (typeof contentClass)[ContentClassName];

export const allContentClasses: readonly ContentClass[] = Object.values(contentClass);

/** What says of a record only whose it is and that something was sent. */
export const classesThatName = [contentClass.demographics, contentClass.provenance] as const;

export function contentClasses(...names: readonly ContentClassName[]): readonly ContentClass[] {
  return names.map((name) => contentClass[name]);
}

const nameByNumber = new Map(
  Object.entries(contentClass).map(([name, number]) => [number as number, name as ContentClassName]),
);

export function contentClassName(number: number): ContentClassName {
  const name = nameByNumber.get(number);
  if (name === undefined) throw new Error(`content class ${number} is not in the table`);
  return name;
}
