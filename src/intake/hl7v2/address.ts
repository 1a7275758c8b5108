/** XPN, XAD and XTN into FHIR. */
import type { Address, ContactPoint, HumanName } from 'fhir/r4.js';
import { readPostalAddress, readTelecommunication } from '#hl7v2/data-types/contact.ts';
import { present } from '#hl7v2/data-types/identifier.ts';
import type { PersonName } from '#hl7v2/data-types/person-name.ts';
import { readPersonName } from '#hl7v2/data-types/person-name.ts';
import type { Value } from '#hl7v2/value.ts';
import type { Flaw } from '#kernel/fault.ts';
import { periodBetween } from './message-reading.ts';

/** Table 0200. */
const nameUses: Readonly<Record<string, NonNullable<HumanName['use']>>> = {
  L: 'official',
  D: 'usual',
  U: 'usual',
  A: 'nickname',
  N: 'nickname',
  M: 'maiden',
  B: 'old',
  BAD: 'old',
  T: 'temp',
};

/** Table 0190. */
const addressUses: Readonly<Record<string, NonNullable<Address['use']>>> = {
  H: 'home',
  HOME: 'home',
  RH: 'home',
  L: 'home',
  P: 'home',
  C: 'temp',
  B: 'work',
  O: 'work',
  BI: 'billing',
  BA: 'old',
};

/** Table 0201. */
const telecomUses: Readonly<Record<string, NonNullable<ContactPoint['use']>>> = {
  PRN: 'home',
  ORN: 'home',
  VHN: 'home',
  WPN: 'work',
  PRS: 'mobile',
};

/** Table 0202. */
const telecomSystems: Readonly<Record<string, NonNullable<ContactPoint['system']>>> = {
  FX: 'fax',
  BP: 'pager',
  SAT: 'phone',
  INTERNET: 'email',
  MD: 'other',
  TDD: 'other',
  TTY: 'other',
};

export function humanName(name: PersonName, fallback: HumanName['use'] = 'official'): HumanName {
  const given = [name.givenName, ...(name.furtherGivenNames?.split(/\s+/) ?? [])].filter((part) => (part ?? '') !== '');
  const type = name.typeCode?.toUpperCase() ?? '';
  return present<Required<Pick<HumanName, 'use' | 'family' | 'given' | 'prefix' | 'suffix' | 'period'>>>({
    use: type === '' ? fallback : (nameUses[type] ?? fallback),
    family: name.familyName,
    given: given.length === 0 ? undefined : (given as string[]),
    prefix: name.prefix === undefined ? undefined : [name.prefix],
    suffix: name.suffix === undefined ? undefined : [name.suffix],
    period: periodBetween(name.effectiveFrom?.dateTime, name.effectiveTo?.dateTime),
  });
}

export function readNames(field: Value, flaws: Flaw[], fallback: HumanName['use'] = 'official'): HumanName[] {
  return field.repetitions().flatMap((repetition, index) => {
    const name = readPersonName(repetition, flaws);
    if (name === undefined || (name.familyName === undefined && name.givenName === undefined)) return [];
    const { calledBy, familyName } = name;
    const called: HumanName[] =
      calledBy === undefined || calledBy === name.givenName
        ? []
        : [{ use: 'nickname', ...(familyName === undefined ? {} : { family: familyName }), given: [calledBy] }];
    return [humanName(name, index === 0 ? fallback : 'usual'), ...called];
  });
}

export function readAddresses(field: Value, flaws: Flaw[]): Address[] {
  return field.repetitions().flatMap((repetition, index) => {
    const address = readPostalAddress(repetition, flaws);
    if (address === undefined) return [];
    const type = address.typeCode?.toUpperCase() ?? '';
    // Nobody lives at a mailing address, or where they were born: only an address without a type is taken as a home.
    const use = type === '' && index === 0 ? 'home' : addressUses[type];
    return [
      present<Required<Omit<Address, 'id' | 'extension' | 'text' | `_${string}`>>>({
        use,
        type: type === 'M' || type === 'SH' ? 'postal' : undefined,
        line: address.lines.length === 0 ? undefined : [...address.lines],
        city: address.city,
        district: address.county,
        postalCode: address.postcode,
        country: address.country,
        period: periodBetween(address.effectiveFrom?.dateTime, address.effectiveTo?.dateTime),
        state: undefined,
      }) as Address,
    ];
  });
}

export function readTelecoms(field: Value, fallback: NonNullable<ContactPoint['use']>, flaws: Flaw[]): ContactPoint[] {
  return field.repetitions().flatMap((repetition) => {
    const sent = readTelecommunication(repetition, flaws);
    if (sent === undefined) return [];
    const equipment = sent.equipmentType?.toUpperCase() ?? '';
    const use = equipment === 'CP' ? 'mobile' : (telecomUses[sent.useCode?.toUpperCase() ?? ''] ?? fallback);
    const named = telecomSystems[equipment];
    const points: ContactPoint[] = [];
    const period = periodBetween(sent.effectiveFrom?.dateTime, sent.effectiveTo?.dateTime);
    const when = {
      ...(sent.preferenceOrder === undefined ? {} : { rank: sent.preferenceOrder }),
      ...(period === undefined ? {} : { period }),
    };
    if (sent.number !== undefined)
      points.push({
        system: named === undefined || named === 'email' ? 'phone' : named,
        value: sent.number,
        use,
        ...when,
      });
    if (sent.email !== undefined)
      points.push({ system: 'email', value: sent.email, use: use === 'mobile' ? 'home' : use, ...when });
    if (sent.otherAddress !== undefined) points.push({ system: 'other', value: sent.otherAddress, use, ...when });
    return points;
  });
}
