/** CX, EI, HD and CK (chapter 2A): identifiers and who gave them. Each reader gives undefined where nothing was sent. */
import type { Flaw } from '#kernel/fault.ts';
import type { Value } from '../value.ts';
import type { Hl7Time } from './time.ts';
import { readTime } from './time.ts';

/** HD; also an IS of versions 2.1 and 2.2, as its namespace. */
export interface HierarchicDesignator {
  /** HD.1 */
  readonly namespace?: string;
  /** HD.2 */
  readonly universalId?: string;
  /** HD.3: ISO, DNS, UUID ... */
  readonly universalIdType?: string;
}

export interface EntityIdentifier extends HierarchicDesignator {
  /** EI.1 */
  readonly identifier: string;
}

export interface CompositeIdentifier {
  /** CX.1 */
  readonly identifier: string;
  /** CX.2 */
  readonly checkDigit?: string;
  /** CX.3: M10, M11, ISO, NPI */
  readonly checkDigitScheme?: string;
  /** CX.4 */
  readonly assigningAuthority?: HierarchicDesignator;
  /** CX.5, table 0203: NH, MR, PI ... */
  readonly typeCode?: string;
  /** CX.6 */
  readonly assigningFacility?: HierarchicDesignator;
  /** CX.7 */
  readonly effectiveFrom?: Hl7Time;
  /** CX.8 */
  readonly effectiveTo?: Hl7Time;
}

/** An object of those entries that have a value: with `exactOptionalPropertyTypes` absent and undefined differ. */
export function present<T extends object>(entries: { [K in keyof T]: T[K] | undefined }): Partial<T> {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)) as Partial<T>;
}

export function readHierarchicDesignator(value: Value): HierarchicDesignator | undefined {
  const designator = present<Required<HierarchicDesignator>>({
    namespace: value.part(1).wholeText(),
    universalId: value.part(2).wholeText(),
    universalIdType: value.part(3).wholeText(),
  });
  return Object.keys(designator).length === 0 ? undefined : designator;
}

/** EI; undefined without EI.1. */
export function readEntityIdentifier(value: Value): EntityIdentifier | undefined {
  const identifier = value.part(1).wholeText()?.trim();
  if (identifier === undefined || identifier === '') return undefined;
  return {
    identifier,
    ...present<Required<HierarchicDesignator>>({
      namespace: value.part(2).wholeText(),
      universalId: value.part(3).wholeText(),
      universalIdType: value.part(4).wholeText(),
    }),
  };
}

/** CX (CK and ST of older versions too); undefined without CX.1. Dates that are none go to `flaws`. */
export function readCompositeIdentifier(value: Value, flaws: Flaw[]): CompositeIdentifier | undefined {
  const identifier = value.part(1).wholeText()?.trim();
  if (identifier === undefined || identifier === '') return undefined;
  return {
    identifier,
    ...present<Required<Omit<CompositeIdentifier, 'identifier'>>>({
      checkDigit: value.part(2).text(),
      checkDigitScheme: value.part(3).text(),
      assigningAuthority: readHierarchicDesignator(value.part(4)),
      typeCode: value.part(5).text(),
      assigningFacility: readHierarchicDesignator(value.part(6)),
      effectiveFrom: readTime(value.part(7), flaws),
      effectiveTo: readTime(value.part(8), flaws),
    }),
  };
}
