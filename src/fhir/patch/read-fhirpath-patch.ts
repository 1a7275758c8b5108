/** The Parameters of a FHIRPath Patch (http://hl7.org/fhir/R4/fhirpatch.html) as operations, or what is wrong with them. */
import type { Resource } from '../resource-types.ts';
import { writtenDigits } from '../written-digits.ts';
import { type PatchOutcome, patchFlaw } from './patch-outcome.ts';

/** What an element is to hold: a value with what stands beside it under an underscore, or parts that name its members. */
export interface PatchContent {
  readonly value?: unknown;
  /** Of a value that is a number: its digits, where they would not be printed so. */
  readonly digits?: string;
  /** Id and extensions of a primitive value: `_valueDate`. */
  readonly companion?: unknown;
  /** `Boolean` of `valueBoolean`: the type that a choice element's name takes on. */
  readonly valueType?: string;
  readonly parts?: readonly { readonly name: string; readonly content: PatchContent }[];
}

export interface FhirpathPatchOperation extends PatchContent {
  readonly type: 'add' | 'insert' | 'delete' | 'replace' | 'move';
  readonly path: string;
  readonly name?: string;
  readonly index?: number;
  readonly source?: number;
  readonly destination?: number;
}

interface Part {
  readonly name?: unknown;
  readonly part?: unknown;
  readonly resource?: unknown;
  readonly [value: string]: unknown;
}

const operationsMax = 1_000;
const pathMax = 1_000;
// They run long, look elsewhere, or speak.
const refusedFunctions = /\b(?:repeat|repeatAll|resolve|memberOf|trace|conformsTo|weight|defineVariable)\s*\(/;
const types: ReadonlySet<unknown> = new Set(['add', 'insert', 'delete', 'replace', 'move']);

function partsOf(part: Part): readonly Part[] {
  return Array.isArray(part.part) ? (part.part as Part[]) : [];
}

function valueMember(part: Part): readonly [string, unknown] | undefined {
  return Object.entries(part).find(([name]) => /^value[A-Z]/.test(name));
}

/** `value[x]`, a resource, or parts that name the members of a value whose type has no name (R4 fhirpatch). */
function readContent(part: Part): PatchContent {
  if (part.resource !== undefined) return { value: part.resource };
  const beside = Object.keys(part).find((name) => /^_value[A-Z]/.test(name));
  const member = valueMember(part)?.[0] ?? beside?.slice(1);
  if (member === undefined)
    return { parts: partsOf(part).map((inner) => ({ name: String(inner?.name), content: readContent(inner) })) };
  const digits = writtenDigits(part, member);
  return {
    value: part[member],
    companion: part[`_${member}`],
    valueType: member.slice('value'.length),
    ...(digits === undefined ? {} : { digits }),
  };
}

/** Every operation of the Parameters, or the flaws of the first that is wrong. */
export function readFhirpathPatch(parameters: Resource): PatchOutcome<readonly FhirpathPatchOperation[]> {
  const list = parameters['parameter'];
  if (!Array.isArray(list) || list.length === 0)
    return patchFlaw('Parameters.parameter', 'must hold operations (R4 fhirpatch)');
  if (list.length > operationsMax) return patchFlaw('Parameters.parameter', `must hold at most ${operationsMax}`);
  const operations: FhirpathPatchOperation[] = [];
  for (const [index, one] of (list as Part[]).entries()) {
    const read = readOperation(one, `Parameters.parameter[${index}]`);
    if (!read.ok) return read;
    operations.push(read.value);
  }
  return { ok: true, value: operations };
}

function readOperation(given: Part, place: string): PatchOutcome<FhirpathPatchOperation> {
  if (given?.name !== 'operation') return patchFlaw(`${place}.name`, 'must be operation');
  const parts = new Map(partsOf(given).map((part) => [String(part?.name), part]));
  const plain = (name: string): unknown => {
    const part = parts.get(name);
    return part === undefined ? undefined : valueMember(part)?.[1];
  };
  const [type, path, name] = [plain('type'), plain('path'), plain('name')];
  if (!types.has(type)) return patchFlaw(`${place}.part(type)`, 'must be add, insert, delete, replace or move');
  if (typeof path !== 'string' || path.length > pathMax || refusedFunctions.test(path))
    return patchFlaw(
      `${place}.part(path)`,
      `must be FHIRPath of at most ${pathMax} letters that stays in the resource`,
    );
  const needed: Readonly<Record<string, readonly string[]>> = {
    add: ['name', 'value'],
    insert: ['value', 'index'],
    delete: [],
    replace: ['value'],
    move: ['source', 'destination'],
  };
  for (const part of needed[type as string]!)
    if (!parts.has(part)) return patchFlaw(`${place}.part(${part})`, `is required by ${String(type)}`);
  for (const part of ['index', 'source', 'destination'])
    if (parts.has(part) && !Number.isInteger(plain(part)))
      return patchFlaw(`${place}.part(${part})`, 'must be an integer');
  const value = parts.get('value');
  return {
    ok: true,
    value: {
      type: type as FhirpathPatchOperation['type'],
      path,
      ...(typeof name === 'string' ? { name } : {}),
      ...(value === undefined ? {} : readContent(value)),
      ...numbers(plain),
    },
  };
}

function numbers(plain: (name: string) => unknown) {
  const read: { index?: number; source?: number; destination?: number } = {};
  for (const name of ['index', 'source', 'destination'] as const) {
    const value = plain(name);
    if (typeof value === 'number') read[name] = value;
  }
  return read;
}
