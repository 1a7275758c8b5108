/** The parameters of an operation as they were asked, from an address or a Parameters resource, read by name and type. */
import type { CodeableConcept, Coding } from 'fhir/r4.js';
import type { Resource } from '#fhir/resource-types.ts';
import type { Flaw } from '#kernel/fault.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { terminologyFault } from '../faults.ts';

export interface AskedParameter {
  readonly name: string;
  /** Of a primitive. */
  readonly text?: string;
  /** Of a Coding or a CodeableConcept. */
  readonly value?: unknown;
  readonly resource?: Resource;
}

/** What every interaction may carry, and no operation is changed by. */
const ofEveryInteraction: ReadonlySet<string> = new Set(['_format', '_pretty']);

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const isTextOrNone = (value: unknown): boolean => value === undefined || typeof value === 'string';

function isCoding(value: unknown): value is Coding {
  return isObject(value) && ['system', 'version', 'code', 'display'].every((element) => isTextOrNone(value[element]));
}

function isConcept(value: unknown): value is CodeableConcept {
  if (!isObject(value) || !isTextOrNone(value['text'])) return false;
  const { coding } = value;
  return coding === undefined || (Array.isArray(coding) && coding.every(isCoding));
}

/** Collects what is wrong while it is read; `check` says so at the end. */
export class AskedParameters {
  readonly #list: readonly AskedParameter[];
  readonly #flaws: Flaw[] = [];
  readonly #read = new Set<string>();

  constructor(list: readonly AskedParameter[]) {
    this.#list = list;
  }

  has(name: string): boolean {
    return this.#list.some((one) => one.name === name);
  }

  flaw(place: string, rule: string): void {
    this.#flaws.push({ place, rule });
  }

  #only(name: string): AskedParameter | undefined {
    this.#read.add(name);
    const [first, ...others] = this.#list.filter((one) => one.name === name);
    if (others.length > 0) this.flaw(name, 'must be given once');
    return first;
  }

  text(name: string): string | undefined {
    const given = this.#only(name);
    if (given === undefined) return undefined;
    if (given.text === undefined || given.text === '') this.flaw(name, 'must be a text');
    return given.text === '' ? undefined : given.text;
  }

  texts(name: string): readonly string[] {
    this.#read.add(name);
    return this.#list.flatMap((one) =>
      one.name === name && one.text !== undefined && one.text !== '' ? [one.text] : [],
    );
  }

  flag(name: string): boolean | undefined {
    const text = this.text(name);
    if (text === undefined || text === 'true' || text === 'false')
      return text === undefined ? undefined : text === 'true';
    this.flaw(name, 'must be true or false');
    return undefined;
  }

  wholeNumber(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (/^\d{1,9}$/.test(text)) return Number(text);
    this.flaw(name, 'must be a whole number, 0 or more');
    return undefined;
  }

  coding(name: string): Coding | undefined {
    const given = this.#only(name);
    if (given === undefined) return undefined;
    // In an address a Coding is a token, as in a search.
    const value = given.text === undefined ? given.value : codingOfToken(given.text);
    if (isCoding(value)) return value;
    this.flaw(name, 'must be a Coding');
    return undefined;
  }

  concept(name: string): CodeableConcept | undefined {
    const given = this.#only(name);
    if (given === undefined) return undefined;
    if (isConcept(given.value)) return given.value;
    this.flaw(name, 'must be a CodeableConcept, in a Parameters resource');
    return undefined;
  }

  resource(name: string, type: string): Resource | undefined {
    const given = this.#only(name);
    if (given === undefined) return undefined;
    if (given.resource?.resourceType === type) return given.resource;
    this.flaw(name, `must be a ${type} resource, in a Parameters resource`);
    return undefined;
  }

  /** Faults TERMINOLOGY-003 with every flaw, TERMINOLOGY-007 for parameters that nobody read: they could change the answer. */
  check(): Outcome<true> {
    const unread = new Set(this.#list.map(({ name }) => name).filter((name) => !this.#read.has(name)));
    const unknown = [...unread].filter((name) => !ofEveryInteraction.has(name));
    if (unknown.length > 0)
      return failed(
        terminologyFault(
          'TERMINOLOGY-007',
          unknown.map((name) => ({ place: name, rule: 'is not supported' })),
        ),
      );
    return this.#flaws.length > 0 ? failed(terminologyFault('TERMINOLOGY-003', this.#flaws)) : ok(true);
  }
}

function codingOfToken(text: string): Coding {
  const at = text.indexOf('|');
  return at < 0 ? { code: text } : { system: text.slice(0, at), code: text.slice(at + 1) };
}

/** From a Parameters resource; parts of parameters come with the Coding types only. Flaws of form are the reader's to find. */
export function askedInResource(parameters: Resource): readonly AskedParameter[] {
  const list = Array.isArray(parameters['parameter']) ? (parameters['parameter'] as unknown[]) : [];
  return list.filter(isObject).map((one) => {
    const name = String(one['name'] ?? '');
    if (isObject(one['resource'])) return { name, resource: one['resource'] as Resource };
    const value = Object.entries(one).find(([element]) => element.startsWith('value'))?.[1];
    return isObject(value) || value === undefined ? { name, value } : { name, text: String(value) };
  });
}

export function askedInAddress(query: URLSearchParams): readonly AskedParameter[] {
  return [...query].map(([name, text]) => ({ name, text }));
}
