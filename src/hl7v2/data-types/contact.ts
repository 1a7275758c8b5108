/** XAD, XTN and PL (chapter 2A): where people live, how they are reached, where they are. */
import type { Flaw } from '#kernel/fault.ts';
import type { Value } from '../value.ts';
import type { EntityIdentifier, HierarchicDesignator } from './identifier.ts';
import { present, readEntityIdentifier, readHierarchicDesignator } from './identifier.ts';
import type { Hl7Time } from './time.ts';
import { readTime } from './time.ts';

export interface PostalAddress {
  /** XAD.1, with the dwelling number where SAD holds it apart, and XAD.2. */
  readonly lines: readonly string[];
  /** XAD.3 */
  readonly city?: string;
  /** XAD.4; in England the county. */
  readonly county?: string;
  /** XAD.5 */
  readonly postcode?: string;
  /** XAD.6 */
  readonly country?: string;
  /** XAD.7, table 0190: H home, C current or temporary, BA bad address ... */
  readonly typeCode?: string;
  readonly effectiveFrom?: Hl7Time;
  readonly effectiveTo?: Hl7Time;
}

export interface Telecommunication {
  /** XTN.12, XTN.1, or the number put together from XTN.5 to 8. */
  readonly number?: string;
  /** XTN.4 */
  readonly email?: string;
  /** XTN.2, table 0201: PRN, ORN, WPN, NET ... */
  readonly useCode?: string;
  /** XTN.3, table 0202: PH, CP, FX, Internet ... */
  readonly equipmentType?: string;
  /** XTN.9 */
  readonly note?: string;
}

export interface PersonLocation {
  /** PL.1: the ward or clinic. */
  readonly pointOfCare?: string;
  readonly room?: string;
  readonly bed?: string;
  /** PL.4 */
  readonly facility?: HierarchicDesignator;
  readonly status?: string;
  /** PL.6, table 0305 */
  readonly typeCode?: string;
  readonly building?: string;
  readonly floor?: string;
  /** PL.9 */
  readonly description?: string;
  /** PL.10 */
  readonly comprehensiveIdentifier?: EntityIdentifier;
}

function words(value: Value): string | undefined {
  return value.wholeText()?.trim() || undefined;
}

/** SAD: the line itself, and the dwelling number before it where it stands apart. */
function firstLineOf(street: Value): string | undefined {
  const [line, name, dwelling] = [1, 2, 3].map((number) => words(street.subcomponent(number)));
  // "Flat 1 & 2": an ampersand that was not escaped, not the street's name in its own part.
  if (dwelling === undefined && /^\s/.test(street.subcomponent(2).raw)) return words(street);
  const written = line ?? name;
  if (dwelling === undefined || written?.includes(dwelling)) return written;
  return written === undefined ? dwelling : `${dwelling} ${written}`;
}

/** XAD or AD; undefined where no line, town, postcode or country was sent. */
export function readPostalAddress(value: Value, flaws: Flaw[]): PostalAddress | undefined {
  const lines = [firstLineOf(value.part(1)), words(value.part(2))];
  const address = present<Required<Omit<PostalAddress, 'lines'>>>({
    city: words(value.part(3)),
    county: words(value.part(4)),
    postcode: words(value.part(5)),
    country: words(value.part(6)),
    typeCode: value.part(7).text(),
    effectiveFrom: readTime(value.part(13), flaws) ?? readTime(value.part(12).subcomponent(1), flaws),
    effectiveTo: readTime(value.part(14), flaws) ?? readTime(value.part(12).subcomponent(2), flaws),
  });
  const sentLines = lines.filter((line) => line !== undefined && line !== '') as string[];
  const { city, county, postcode, country } = address;
  if (sentLines.length === 0 && !city && !county && !postcode && !country) return undefined;
  return { lines: sentLines, ...address };
}

/** XTN or TN; undefined where neither number nor address was sent. An e-mail address in XTN.1 is taken as one. */
export function readTelecommunication(value: Value): Telecommunication | undefined {
  const [country, area, local, extension] = [5, 6, 7, 8].map((number) => words(value.part(number)));
  const assembled = [country === undefined ? undefined : `+${country.replace(/^\+/, '')}`, area, local]
    .filter(Boolean)
    .join(' ');
  const whole = local === undefined ? undefined : assembled + (extension === undefined ? '' : ` ext. ${extension}`);
  const written = words(value.part(12)) ?? words(value.part(1)) ?? whole;
  const isAddress = written?.includes('@') ?? false;
  const telecommunication = present<Required<Telecommunication>>({
    number: isAddress ? undefined : written,
    email: words(value.part(4)) ?? (isAddress ? written : undefined),
    useCode: value.part(2).text(),
    equipmentType: value.part(3).text(),
    note: words(value.part(9)),
  });
  return telecommunication.number || telecommunication.email ? telecommunication : undefined;
}

/** PL, or the text of versions 2.1 and 2.2 as the point of care; undefined where nothing was sent. */
export function readPersonLocation(value: Value): PersonLocation | undefined {
  const location = present<Required<PersonLocation>>({
    pointOfCare: words(value.part(1)),
    room: words(value.part(2)),
    bed: words(value.part(3)),
    facility: readHierarchicDesignator(value.part(4)),
    status: value.part(5).text(),
    typeCode: value.part(6).text(),
    building: words(value.part(7)),
    floor: words(value.part(8)),
    description: words(value.part(9)),
    comprehensiveIdentifier: readEntityIdentifier(value.part(10)),
  });
  return Object.keys(location).length === 0 ? undefined : location;
}
