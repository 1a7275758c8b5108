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
  /** XTN.4, or XTN.1 where that holds one. */
  readonly email?: string;
  /** XTN.4 where it is neither an e-mail address nor the same number again. */
  readonly otherAddress?: string;
  /** XTN.2, table 0201: PRN, ORN, WPN, NET ... */
  readonly useCode?: string;
  /** XTN.3, table 0202: PH, CP, FX, Internet ... */
  readonly equipmentType?: string;
  /** XTN.9 */
  readonly note?: string;
  readonly effectiveFrom?: Hl7Time;
  readonly effectiveTo?: Hl7Time;
  /** XTN.18: 1 is tried first. */
  readonly preferenceOrder?: number;
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

/** SAD: the line itself, with the street's name and the dwelling number where it does not hold them already. */
function firstLineOf(street: Value): string | undefined {
  const [line, name, dwelling] = [1, 2, 3].map((number) => words(street.subcomponent(number)));
  // "Flat 1 & 2": an ampersand that was not escaped, not the street's name in its own part.
  if (dwelling === undefined && /^\s/.test(street.subcomponent(2).raw)) return words(street);
  const written = line === undefined || name === undefined || line.includes(name) ? (line ?? name) : `${line} ${name}`;
  if (dwelling === undefined || written?.includes(dwelling)) return written;
  if (written === undefined) return dwelling;
  // A "dwelling number" without a digit is a further word of the street.
  return /\d/.test(dwelling) ? `${dwelling} ${written}` : `${written} ${dwelling}`;
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
export function readTelecommunication(value: Value, flaws: Flaw[]): Telecommunication | undefined {
  const [country, area, local, extension] = [5, 6, 7, 8].map((number) => words(value.part(number)));
  const assembled = [country === undefined ? undefined : `+${country.replace(/^\+/, '')}`, area, local]
    .filter(Boolean)
    .join(' ');
  const whole = local === undefined ? undefined : assembled + (extension === undefined ? '' : ` ext. ${extension}`);
  const written = words(value.part(12)) ?? words(value.part(1)) ?? whole;
  const isAddress = written?.includes('@') ?? false;
  const address = words(value.part(4));
  const isEmail = address?.includes('@') ?? false;
  const order = Number(value.part(18).text() ?? Number.NaN);
  const telecommunication = present<Required<Telecommunication>>({
    number: isAddress ? undefined : written,
    email: isEmail ? address : isAddress ? written : undefined,
    otherAddress: isEmail || address === written ? undefined : address,
    useCode: value.part(2).text(),
    equipmentType: value.part(3).text(),
    note: words(value.part(9)),
    effectiveFrom: readTime(value.part(13), flaws),
    effectiveTo: readTime(value.part(14), flaws),
    preferenceOrder: Number.isInteger(order) && order > 0 ? order : undefined,
  });
  const { number, email, otherAddress } = telecommunication;
  return number || email || otherAddress ? telecommunication : undefined;
}

/** PL.1 and its like are HD: their name alone, but all of it where an ampersand was only not escaped ("Nose & Throat"). */
function nameOfPlace(value: Value): string | undefined {
  const isDesignator = /^[\w.-]+$/.test(value.subcomponent(2).raw) && value.partCount === 3;
  return isDesignator ? words(value.subcomponent(1)) : words(value);
}

/** PL, or the text of versions 2.1 and 2.2 as the point of care; undefined where nothing was sent. */
export function readPersonLocation(value: Value): PersonLocation | undefined {
  const location = present<Required<PersonLocation>>({
    pointOfCare: nameOfPlace(value.part(1)),
    room: nameOfPlace(value.part(2)),
    bed: nameOfPlace(value.part(3)),
    facility: readHierarchicDesignator(value.part(4)),
    status: value.part(5).text(),
    typeCode: value.part(6).text(),
    building: nameOfPlace(value.part(7)),
    floor: nameOfPlace(value.part(8)),
    description: words(value.part(9)),
    comprehensiveIdentifier: readEntityIdentifier(value.part(10)),
  });
  return Object.keys(location).length === 0 ? undefined : location;
}
