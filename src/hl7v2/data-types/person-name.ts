/** XPN, XCN and PPN (chapter 2A), with PN and CN of versions 2.1 and 2.2, which are their beginnings. */
import type { Flaw } from '#kernel/fault.ts';
import type { Value } from '../value.ts';
import type { HierarchicDesignator } from './identifier.ts';
import { present, readHierarchicDesignator } from './identifier.ts';
import type { Hl7Time } from './time.ts';
import { readTime } from './time.ts';

export interface PersonName {
  /** FN.1; with FN.2, the own prefix, only where FN.1 does not hold it. */
  readonly familyName?: string;
  /** FN.2 */
  readonly familyNamePrefix?: string;
  /** XPN.2 */
  readonly givenName?: string;
  /** XPN.3: second and further given names, as sent. */
  readonly furtherGivenNames?: string;
  /** XPN.4 */
  readonly suffix?: string;
  /** XPN.5: the title. */
  readonly prefix?: string;
  /** XPN.6 */
  readonly degree?: string;
  /** XPN.7, table 0200: L legal, U or D usual, A alias, M maiden ... */
  readonly typeCode?: string;
  /** XPN.15: what the person likes to be called. */
  readonly calledBy?: string;
  readonly effectiveFrom?: Hl7Time;
  readonly effectiveTo?: Hl7Time;
}

/** XCN or PPN: someone who took part, with the number by which the sender knows them. */
export interface PersonInRole extends PersonName {
  /** XCN.1 */
  readonly identifier?: string;
  /** XCN.9 */
  readonly assigningAuthority?: HierarchicDesignator;
  /** XCN.13, table 0203 */
  readonly identifierTypeCode?: string;
  /** XCN.14 */
  readonly assigningFacility?: HierarchicDesignator;
  /** PPN.15 */
  readonly actedAt?: Hl7Time;
}

function nameParts(value: Value, first: number): Partial<PersonName> {
  return present<Required<PersonName>>({
    familyName: value.part(first).text()?.trim() || undefined,
    familyNamePrefix: value.part(first).subcomponent(2).text(),
    givenName:
      value
        .part(first + 1)
        .wholeText()
        ?.trim() || undefined,
    furtherGivenNames:
      value
        .part(first + 2)
        .wholeText()
        ?.trim() || undefined,
    suffix: value.part(first + 3).wholeText(),
    prefix: value.part(first + 4).wholeText(),
    degree: value.part(first + 5).text(),
    typeCode: undefined,
    calledBy: undefined,
    effectiveFrom: undefined,
    effectiveTo: undefined,
  });
}

/** XPN; undefined where none of its parts was sent. The validity is XPN.12 and 13, or the range XPN.10. */
export function readPersonName(value: Value, flaws: Flaw[]): PersonName | undefined {
  const name = nameParts(value, 1);
  if (Object.keys(name).length === 0) return undefined;
  return {
    ...name,
    ...present<Required<Pick<PersonName, 'typeCode' | 'calledBy' | 'effectiveFrom' | 'effectiveTo'>>>({
      typeCode: value.part(7).text(),
      calledBy: value.part(15).wholeText()?.trim() || undefined,
      effectiveFrom: readTime(value.part(12), flaws) ?? readTime(value.part(10).subcomponent(1), flaws),
      effectiveTo: readTime(value.part(13), flaws) ?? readTime(value.part(10).subcomponent(2), flaws),
    }),
  };
}

/** XCN, CN or (with `actedAt`) PPN; undefined where neither number nor name was sent. */
export function readPersonInRole(value: Value): PersonInRole | undefined {
  const identifier = value.part(1).text()?.trim();
  const name = nameParts(value, 2);
  if ((identifier ?? '') === '' && Object.keys(name).length === 0) return undefined;
  return {
    ...name,
    ...present<Required<Omit<PersonInRole, keyof PersonName>> & { typeCode: string }>({
      identifier: identifier || undefined,
      typeCode: value.part(10).text(),
      assigningAuthority: readHierarchicDesignator(value.part(9)),
      identifierTypeCode: value.part(13).text(),
      assigningFacility: readHierarchicDesignator(value.part(14)),
      actedAt: undefined,
    }),
  };
}

/** PPN: XCN.1 to 14 and the time of the act in 15. */
export function readPerformingPerson(value: Value, flaws: Flaw[]): PersonInRole | undefined {
  const person = readPersonInRole(value);
  const actedAt = readTime(value.part(15), flaws);
  return person === undefined || actedAt === undefined ? person : { ...person, actedAt };
}
