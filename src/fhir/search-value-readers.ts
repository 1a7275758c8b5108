/** How each data type gives the values of each type of search parameter (the tables of R4 3.1.1.4). */
import { parseFhirDate } from './fhir-date.ts';
import { parseReference, referenceType } from './reference.ts';
import type { QuantityValue, SearchValue, TokenValue } from './search-values.ts';

/** Adds to `values` what an element of one data type gives for one parameter; nothing where the type gives nothing. */
export type ValueReader = (value: unknown, parameter: string, values: SearchValue[]) => void;

type Members = Readonly<Record<string, unknown>>;
type Writable<T> = { -readonly [K in keyof T]: T[K] };

const specialValues = 'http://terminology.hl7.org/CodeSystem/special-values';
const iso4217 = 'urn:iso:std:iso:4217';
/** The reader of a token from a `code` element whose binding implies one system. */
export function codeReader(system: string | undefined): ValueReader {
  return (value, parameter, values) => {
    if (typeof value !== 'string') return;
    values.push(
      system === undefined
        ? { kind: 'token', parameter, code: value }
        : { kind: 'token', parameter, system, code: value },
    );
  };
}

function pushCoding(coding: Members, parameter: string, values: SearchValue[]): void {
  const { system, code, display } = coding as { system?: string; code?: string; display?: string };
  if (code === undefined && system === undefined && display === undefined) return;
  const token: Writable<TokenValue> = { kind: 'token', parameter };
  if (system !== undefined) token.system = system;
  if (code !== undefined) token.code = code;
  if (display !== undefined) token.text = display;
  values.push(token);
}

function readConcept(value: unknown, parameter: string, values: SearchValue[]): void {
  const { coding, text } = value as { coding?: Members[]; text?: string };
  if (coding !== undefined) for (const one of coding) pushCoding(one, parameter, values);
  if (text !== undefined) values.push({ kind: 'token', parameter, text });
}

function readIdentifierToken(value: unknown, parameter: string, values: SearchValue[]): void {
  const identifier = value as { system?: string; value?: string; type?: { text?: string; coding?: Members[] } };
  if (identifier.value === undefined && identifier.system === undefined) return;
  const token: Writable<TokenValue> = { kind: 'token', parameter };
  if (identifier.system !== undefined) token.system = identifier.system;
  if (identifier.value !== undefined) token.code = identifier.value;
  const type = identifier.type;
  if (type?.text !== undefined) token.text = type.text;
  if (type?.coding === undefined) {
    values.push(token);
    return;
  }
  for (const coding of type.coding) {
    const { system, code } = coding as { system?: string; code?: string };
    const identifierType: Writable<NonNullable<TokenValue['identifierType']>> = {};
    if (system !== undefined) identifierType.system = system;
    if (code !== undefined) identifierType.code = code;
    values.push({ ...token, identifierType });
  }
}

function readDate(value: unknown, parameter: string, values: SearchValue[]): void {
  const span = typeof value === 'string' ? parseFhirDate(value) : undefined;
  if (span !== undefined) values.push({ kind: 'date', parameter, lowMs: span.lowMs, highMs: span.highMs });
}

function readPeriod(value: unknown, parameter: string, values: SearchValue[]): void {
  const { start, end } = value as { start?: string; end?: string };
  const from = start === undefined ? undefined : parseFhirDate(start);
  const to = end === undefined ? undefined : parseFhirDate(end);
  if (from === undefined && to === undefined) return;
  values.push({ kind: 'date', parameter, lowMs: from?.lowMs ?? -Infinity, highMs: to?.highMs ?? Infinity });
}

/** R4 3.1.1.4.7: of a Timing only the outer limits matter. */
function readTiming(value: unknown, parameter: string, values: SearchValue[]): void {
  const { event, repeat } = value as { event?: string[]; repeat?: { boundsPeriod?: Members } };
  const limits: SearchValue[] = [];
  if (repeat?.boundsPeriod !== undefined) readPeriod(repeat.boundsPeriod, parameter, limits);
  for (const text of event ?? []) readDate(text, parameter, limits);
  const spans = limits.filter((one) => one.kind === 'date');
  if (spans.length === 0) return;
  values.push({
    kind: 'date',
    parameter,
    lowMs: Math.min(...spans.map((span) => span.lowMs)),
    highMs: Math.max(...spans.map((span) => span.highMs)),
  });
}

function readString(value: unknown, parameter: string, values: SearchValue[]): void {
  if (typeof value === 'string') values.push({ kind: 'string', parameter, text: value });
}

const betweenNames = /[\s\p{Pd}]+/u;

/** R4 3.1.1.4.8: "Carreno Quinones" is found by either name. */
export function readFamilyName(value: unknown, parameter: string, values: SearchValue[]): void {
  readString(value, parameter, values);
  if (typeof value !== 'string') return;
  for (const text of value.trim().split(betweenNames).slice(1))
    values.push({ kind: 'string', parameter, text, isPart: true });
}

function stringPartsReader(...parts: readonly string[]): ValueReader {
  return (value, parameter, values) => {
    for (const part of parts) {
      const content = (value as Members)[part];
      const read = part === 'family' ? readFamilyName : readString;
      if (Array.isArray(content)) for (const item of content) read(item, parameter, values);
      else read(content, parameter, values);
    }
  };
}

function readQuantity(value: unknown, parameter: string, values: SearchValue[]): void {
  const quantity = value as { value?: number; comparator?: string; system?: string; code?: string; unit?: string };
  if (typeof quantity.value !== 'number') return;
  const isBelow = quantity.comparator?.startsWith('<') === true;
  const isAbove = quantity.comparator?.startsWith('>') === true;
  const found: Writable<QuantityValue> = {
    kind: 'quantity',
    parameter,
    low: isBelow ? -Infinity : quantity.value,
    high: isAbove ? Infinity : quantity.value,
  };
  if (quantity.system !== undefined) found.system = quantity.system;
  if (quantity.code !== undefined) found.code = quantity.code;
  if (quantity.unit !== undefined) found.unit = quantity.unit;
  values.push(found);
}

function readMoney(value: unknown, parameter: string, values: SearchValue[]): void {
  const { value: amount, currency } = value as { value?: number; currency?: string };
  if (typeof amount !== 'number') return;
  const found: QuantityValue = { kind: 'quantity', parameter, low: amount, high: amount };
  values.push(currency === undefined ? found : { ...found, system: iso4217, code: currency });
}

function readRange(value: unknown, parameter: string, values: SearchValue[]): void {
  const { low, high } = value as { low?: Members; high?: Members };
  const side = (low ?? high) as { value?: number; system?: string; code?: string; unit?: string } | undefined;
  if (side === undefined) return;
  const at = values.length;
  readQuantity(side, parameter, values);
  const found = values[at] as Writable<QuantityValue> | undefined;
  if (found === undefined) return;
  found.low = typeof low?.['value'] === 'number' ? low['value'] : -Infinity;
  found.high = typeof high?.['value'] === 'number' ? high['value'] : Infinity;
}

function readNumber(value: unknown, parameter: string, values: SearchValue[]): void {
  if (typeof value === 'number') values.push({ kind: 'number', parameter, low: value, high: value });
}

function readNumberRange(value: unknown, parameter: string, values: SearchValue[]): void {
  const { low, high } = value as { low?: { value?: number }; high?: { value?: number } };
  values.push({ kind: 'number', parameter, low: low?.value ?? -Infinity, high: high?.value ?? Infinity });
}

function readUri(value: unknown, parameter: string, values: SearchValue[]): void {
  if (typeof value === 'string') values.push({ kind: 'uri', parameter, uri: value });
}

function readReference(value: unknown, parameter: string, values: SearchValue[]): void {
  const { reference, identifier } = value as { reference?: string; identifier?: { system?: string; value?: string } };
  if (reference !== undefined) pushReferenceText(reference, parameter, values);
  if (identifier?.value !== undefined) {
    const { system, value: number } = identifier;
    const found = system === undefined ? { value: number } : { system, value: number };
    const type = referenceType(reference, (value as { type?: string }).type);
    values.push({ kind: 'reference', parameter, identifier: found, ...(type === undefined ? {} : { type }) });
  }
}

/** Of "#" alone, the container, there is nothing to look into. */
function pushReferenceText(text: string, parameter: string, values: SearchValue[]): void {
  if (text.charCodeAt(0) === 35) {
    if (text.length > 1) values.push({ kind: 'reference', parameter, contained: text.slice(1) });
    return;
  }
  const slash = text.indexOf('/');
  if (slash > 0 && text.indexOf('/', slash + 1) < 0 && text.charCodeAt(0) < 91 && !text.includes('?')) {
    values.push({ kind: 'reference', parameter, type: text.slice(0, slash), id: text.slice(slash + 1) });
    return;
  }
  const parsed = parseReference(text);
  if (parsed.kind === 'local') {
    const { type, id, version } = parsed;
    values.push(
      version === undefined
        ? { kind: 'reference', parameter, type, id }
        : { kind: 'reference', parameter, type, id, version },
    );
  } else if ((parsed.kind === 'absolute' || parsed.kind === 'conditional') && parsed.type !== undefined) {
    values.push({ kind: 'reference', parameter, type: parsed.type, url: text });
  } else {
    // Also what means nothing: a subject that leads nowhere must not be taken for none.
    values.push({ kind: 'reference', parameter, url: text });
  }
}

function readCanonical(value: unknown, parameter: string, values: SearchValue[]): void {
  if (typeof value === 'string' && value.charCodeAt(0) !== 35)
    values.push({ kind: 'reference', parameter, url: value });
}

/** An entry of a Bundle itself (`composition`, `message`), where the path ends in a resource. */
function readResource(value: unknown, parameter: string, values: SearchValue[]): void {
  const { resourceType, id } = value as { resourceType?: string; id?: string };
  if (resourceType !== undefined && id !== undefined)
    values.push({ kind: 'reference', parameter, type: resourceType, id });
}

const readText: ValueReader = (value, parameter, values) => {
  if (typeof value === 'string') values.push({ kind: 'token', parameter, code: value });
};

const readCaselessText: ValueReader = (value, parameter, values) => {
  if (typeof value === 'string') values.push({ kind: 'token', parameter, code: value.toLowerCase() });
};

const token: Readonly<Record<string, ValueReader>> = {
  Coding: (value, parameter, values) => pushCoding(value as Members, parameter, values),
  CodeableConcept: readConcept,
  Identifier: readIdentifierToken,
  ContactPoint: (value, parameter, values) => readText((value as Members)['value'], parameter, values),
  boolean: (value, parameter, values) =>
    values.push({ kind: 'token', parameter, system: specialValues, code: String(value) }),
  ...Object.fromEntries(['code', 'id', 'uri', 'url', 'canonical', 'oid', 'uuid'].map((type) => [type, readText])),
  string: readCaselessText,
};
const humanName = stringPartsReader('text', 'family', 'given', 'prefix', 'suffix');
const address = stringPartsReader('text', 'line', 'city', 'district', 'state', 'postalCode', 'country');

/** By the parameter's type, then by the data type of the element. */
export const valueReaders: Readonly<Record<string, Readonly<Record<string, ValueReader>>>> = {
  token,
  date: { date: readDate, dateTime: readDate, instant: readDate, Period: readPeriod, Timing: readTiming },
  string: { string: readString, markdown: readString, HumanName: humanName, Address: address },
  quantity: {
    ...Object.fromEntries(['Quantity', 'Age', 'Duration', 'Distance', 'Count'].map((type) => [type, readQuantity])),
    Money: readMoney,
    Range: readRange,
  },
  number: {
    decimal: readNumber,
    integer: readNumber,
    positiveInt: readNumber,
    unsignedInt: readNumber,
    Range: readNumberRange,
  },
  uri: Object.fromEntries(['uri', 'url', 'canonical', 'oid', 'uuid'].map((type) => [type, readUri])),
  reference: { Reference: readReference, canonical: readCanonical, uri: readCanonical, Resource: readResource },
  special: {
    'Location.position': (value, parameter, values) => {
      const { latitude, longitude } = value as { latitude?: number; longitude?: number };
      if (typeof latitude === 'number' && typeof longitude === 'number') {
        values.push({ kind: 'position', parameter, latitude, longitude });
      }
    },
  },
};
