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
    return [humanName(name, index === 0 ? fallback : 'usual')];
  });
}

export function readAddresses(field: Value, flaws: Flaw[]): Address[] {
  return field.repetitions().flatMap((repetition, index) => {
    const address = readPostalAddress(repetition, flaws);
    if (address === undefined) return [];
    const use = addressUses[address.typeCode?.toUpperCase() ?? ''] ?? (index === 0 ? 'home' : undefined);
    return [
      present<Required<Omit<Address, 'id' | 'extension' | 'text' | 'type' | `_${string}`>>>({
        use,
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

export function readTelecoms(field: Value, fallback: NonNullable<ContactPoint['use']>): ContactPoint[] {
  return field.repetitions().flatMap((repetition) => {
    const sent = readTelecommunication(repetition);
    if (sent === undefined) return [];
    const equipment = sent.equipmentType?.toUpperCase() ?? '';
    const use = equipment === 'CP' ? 'mobile' : (telecomUses[sent.useCode?.toUpperCase() ?? ''] ?? fallback);
    const named = telecomSystems[equipment];
    const points: ContactPoint[] = [];
    if (sent.number !== undefined)
      points.push({ system: named === undefined || named === 'email' ? 'phone' : named, value: sent.number, use });
    if (sent.email !== undefined)
      points.push({ system: 'email', value: sent.email, use: use === 'mobile' ? 'home' : use });
    return points;
  });
}
