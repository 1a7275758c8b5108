/** OBX-5 by OBX-2 into a FHIR value. What a number or a text looked like is kept; nothing is rounded or guessed. */

import type { CodeableConcept, Observation, ObservationReferenceRange, Quantity } from 'fhir/r4.js';
import type { Source } from '#directory';
import { numberText, quantityValue, withDigitsOf } from '#fhir/written-digits.ts';
import type { NumericValue } from '#hl7v2/data-types/observation-value.ts';
import {
  readNumeric,
  readReferencePointer,
  readStructuredNumeric,
  readText,
} from '#hl7v2/data-types/observation-value.ts';
import { readTime } from '#hl7v2/data-types/time.ts';
import type { Value } from '#hl7v2/value.ts';
import type { Flaw } from '#kernel/fault.ts';
import { asCode, readConcept } from './concept.ts';

type ValueElements = Pick<
  Observation,
  'valueQuantity' | 'valueString' | 'valueCodeableConcept' | 'valueDateTime' | 'valueRange' | 'valueRatio' | 'valueTime'
>;

export interface UnitAsSent {
  readonly unit?: string;
  readonly system?: string;
  readonly code?: string;
}

const ucum = 'http://unitsofmeasure.org';

/** OBX-6: a unit's code is UCUM only where the sender says so. */
export function readUnit(field: Value, source: Source): UnitAsSent {
  const concept = readConcept(field.repetition(1), source);
  const coded = concept?.coding?.find((coding) => coding.system === ucum);
  const unit = concept?.coding?.[0]?.display ?? concept?.coding?.[0]?.code ?? concept?.text;
  if (unit === undefined) return {};
  return coded?.code === undefined
    ? { unit }
    : { unit: coded.display ?? coded.code, system: ucum, code: asCode(coded.code) };
}

function quantityOf(numeric: NumericValue, unit: UnitAsSent): Quantity | undefined {
  if (numeric.decimal === undefined || numeric.comparator === '<>') return undefined;
  const value = quantityValue(numeric.decimal);
  const comparator = numeric.comparator === '=' ? undefined : numeric.comparator;
  return withDigitsOf(value, {
    ...value,
    ...(comparator === undefined ? {} : { comparator }),
    ...unit,
  });
}

function withUnit(text: string, unit: UnitAsSent): string {
  return unit.unit === undefined ? text : `${text} ${unit.unit}`;
}

function numericValue(field: Value, unit: UnitAsSent, flaws: Flaw[]): ValueElements {
  const all = field.repetitions().flatMap((repetition) => repetition.wholeText()?.trim() || []);
  // An Observation has one value: several are shown together, as they were sent.
  if (all.length > 1) return { valueString: withUnit(all.join('; '), unit) };
  const numeric = readNumeric(field, flaws);
  if (numeric === undefined) return {};
  const quantity = quantityOf(numeric, unit);
  return quantity === undefined ? { valueString: withUnit(numeric.text, unit) } : { valueQuantity: quantity };
}

function structuredValue(field: Value, unit: UnitAsSent): ValueElements {
  const sent = readStructuredNumeric(field);
  if (sent === undefined) return {};
  const numbers = [sent.first, sent.second].map((text) => (text === undefined ? undefined : readPlainNumber(text)));
  const [first, second] = numbers.map((decimal) =>
    decimal === undefined ? undefined : withDigitsOf(decimal, { ...decimal, ...unit }),
  );
  if (first !== undefined && sent.separator === undefined && sent.second === undefined)
    return sent.comparator === '<>'
      ? { valueString: withUnit(sent.text, unit) }
      : { valueQuantity: withComparator(first, sent.comparator) };
  if (first !== undefined && second !== undefined && sent.comparator === undefined) {
    if (sent.separator === '-' && first.value <= second.value) return { valueRange: { low: first, high: second } };
    if (sent.separator === ':' || sent.separator === '/')
      return { valueRatio: { numerator: numbers[0]!, denominator: numbers[1]! } };
  }
  return { valueString: withUnit(sent.text, unit) };
}

function withComparator(quantity: Quantity, comparator: string | undefined): Quantity {
  return comparator === undefined || comparator === '='
    ? quantity
    : withDigitsOf(quantity, { ...quantity, comparator: comparator as NonNullable<Quantity['comparator']> });
}

function readPlainNumber(text: string): { value: number } | undefined {
  return /^[+-]?\d+(\.\d+)?$/.test(text) ? quantityValue(text) : undefined;
}

function codedValue(field: Value, source: Source): ValueElements {
  const concepts = field.repetitions().flatMap((repetition) => readConcept(repetition, source) ?? []);
  const [first] = concepts;
  if (first === undefined) return {};
  const valueCodeableConcept: CodeableConcept = {
    ...(concepts.some((concept) => concept.coding)
      ? { coding: concepts.flatMap((concept) => concept.coding ?? []) }
      : {}),
    text: concepts.map((concept) => concept.text).join('; '),
  };
  return { valueCodeableConcept };
}

function timeValue(field: Value, flaws: Flaw[]): ValueElements {
  const time = readTime(field, flaws);
  const text = field.wholeText();
  if (time !== undefined) return { valueDateTime: time.dateTime };
  return text === undefined ? {} : { valueString: text };
}

/** `{}` where nothing was sent, and for documents (ED), which belong to the report. */
export function readObservationValue(
  type: string,
  field: Value,
  given: { readonly unit: UnitAsSent; readonly source: Source; readonly flaws: Flaw[] },
): ValueElements {
  if (!field.hasContent) return {};
  switch (type) {
    case 'NM':
      return numericValue(field, given.unit, given.flaws);
    case 'SN':
      return structuredValue(field, given.unit);
    case 'CE':
    case 'CWE':
    case 'CNE':
    case 'CF':
      return codedValue(field, given.source);
    case 'DT':
    case 'TS':
    case 'DTM':
      return timeValue(field, given.flaws);
    case 'ED':
      return {};
    case 'RP': {
      const pointer = readReferencePointer(field)?.pointer;
      return pointer === undefined ? {} : { valueString: pointer };
    }
    default: {
      const text = readText(field);
      return text === undefined ? {} : { valueString: withUnit(text, given.unit) };
    }
  }
}

/** What the value reads as, for saying what was there before. */
export function valueText(observation: Observation): string | undefined {
  const { valueQuantity, valueString, valueCodeableConcept, valueDateTime, valueRange, valueRatio } = observation;
  if (valueQuantity !== undefined) {
    const number = `${valueQuantity.comparator ?? ''}${numberText(valueQuantity, 'value')}`;
    return `${number}${valueQuantity.unit === undefined ? '' : ` ${valueQuantity.unit}`}`;
  }
  if (valueRange !== undefined)
    return `${numberText(valueRange.low ?? {}, 'value')}-${numberText(valueRange.high ?? {}, 'value')}`;
  if (valueRatio !== undefined)
    return `${numberText(valueRatio.numerator ?? {}, 'value')}:${numberText(valueRatio.denominator ?? {}, 'value')}`;
  return valueString ?? valueCodeableConcept?.text ?? valueDateTime;
}

export const valueElements = [
  'valueQuantity',
  'valueString',
  'valueCodeableConcept',
  'valueDateTime',
  'valueRange',
  'valueRatio',
  'valueTime',
  'dataAbsentReason',
] as const;

/** OBX-7 as sent, with its limits as numbers where the text is plainly a range. */
export function readReferenceRange(field: Value, unit: UnitAsSent): ObservationReferenceRange[] {
  const text = field.wholeText()?.trim();
  if (text === undefined || text === '') return [];
  const number = '([+-]?\\d+(?:\\.\\d+)?)';
  const between = new RegExp(`^${number}\\s*-\\s*${number}$`).exec(text);
  const limit = (text: string | undefined): Quantity => {
    const value = quantityValue(text ?? '');
    return withDigitsOf(value, { ...value, ...unit });
  };
  if (between !== null && Number(between[1]) <= Number(between[2]))
    return [{ low: limit(between[1]), high: limit(between[2]), text }];
  const below = new RegExp(`^<=?\\s*${number}$`).exec(text);
  if (below !== null) return [{ high: limit(below[1]), text }];
  const above = new RegExp(`^>=?\\s*${number}$`).exec(text);
  return above === null ? [{ text }] : [{ low: limit(above[1]), text }];
}
