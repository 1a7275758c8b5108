/** JSON Patch (RFC 6902) on JSON values, and JSON Pointer (RFC 6901). All or nothing; the value given is not changed. */
import { copyExactly, keepDigits, writtenDigits } from '../written-digits.ts';
import { type PatchOutcome, patchFlaw } from './patch-outcome.ts';

export interface JsonPatchOperation {
  readonly op: 'add' | 'remove' | 'replace' | 'move' | 'copy' | 'test';
  readonly path: readonly string[];
  readonly from?: readonly string[];
  readonly value?: unknown;
  /** Of a value that is a number: its digits, where they would not be printed so. */
  readonly digits?: string;
}

const operationNames: ReadonlySet<unknown> = new Set(['add', 'remove', 'replace', 'move', 'copy', 'test']);
const operationsMax = 1_000;

/** RFC 6901, 3 and 4; undefined when the text is no pointer. */
export function parsePointer(text: unknown): readonly string[] | undefined {
  if (typeof text !== 'string') return undefined;
  if (text === '') return [];
  if (!text.startsWith('/') || /~(?![01])/.test(text)) return undefined;
  return text
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** RFC 6902, 3 and 4: members that an operation does not know are ignored. */
export function readJsonPatch(document: unknown): PatchOutcome<readonly JsonPatchOperation[]> {
  if (!Array.isArray(document)) return patchFlaw('patch', 'must be an array of operations (RFC 6902, 3)');
  if (document.length > operationsMax) return patchFlaw('patch', `must have at most ${operationsMax} operations`);
  const operations: JsonPatchOperation[] = [];
  for (const [index, one] of (document as unknown[]).entries()) {
    const read = readOperation(one, `[${index}]`);
    if (!read.ok) return read;
    operations.push(read.value);
  }
  return { ok: true, value: operations };
}

function readOperation(given: unknown, place: string): PatchOutcome<JsonPatchOperation> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return patchFlaw(place, 'must be an object');
  const { op, path: pathText, from: fromText, value } = given as Record<string, unknown>;
  if (!operationNames.has(op)) return patchFlaw(`${place}.op`, 'must be add, remove, replace, move, copy or test');
  const path = parsePointer(pathText);
  if (path === undefined) return patchFlaw(`${place}.path`, 'must be a JSON Pointer (RFC 6901)');
  const needsValue = op === 'add' || op === 'replace' || op === 'test';
  if (needsValue && !Object.hasOwn(given, 'value')) return patchFlaw(`${place}.value`, `is required by ${String(op)}`);
  if (op !== 'move' && op !== 'copy')
    return { ok: true, value: { op, path, value, digits: writtenDigits(given, 'value') } as JsonPatchOperation };
  const from = parsePointer(fromText);
  if (from === undefined) return patchFlaw(`${place}.from`, 'must be a JSON Pointer (RFC 6901)');
  return { ok: true, value: { op, path, from } as JsonPatchOperation };
}

/** What an operation breaks, thrown inside and given back as a flaw. */
class Refused extends Error {
  readonly place: 'path' | 'from';
  constructor(rule: string, place: 'path' | 'from' = 'path') {
    super(rule);
    this.place = place;
  }
}

type Container = Record<string, unknown> | unknown[];

function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null;
}

const indexForm = /^(?:0|[1-9]\d*)$/;

/** RFC 6901, 4: digits without a leading zero. */
function indexUpTo(last: number, token: string): number {
  const index = indexForm.test(token) ? Number(token) : -1;
  if (index < 0 || index > last) throw new Refused('must name an index that the array has');
  return index;
}

function child(container: unknown, token: string): unknown {
  if (Array.isArray(container)) return container[indexUpTo(container.length - 1, token)];
  if (!isContainer(container) || !Object.hasOwn(container, token)) throw new Refused('must name a value that exists');
  return (container as Record<string, unknown>)[token];
}

function valueAt(root: unknown, path: readonly string[]): unknown {
  return path.reduce(child, root);
}

/** A value, and its digits if it is a number whose own would be others. */
type Said = Pick<JsonPatchOperation, 'value' | 'digits'>;

function copied({ value, digits }: Said): Said {
  return { value: copyExactly(value), ...(digits === undefined ? {} : { digits }) };
}

function said(container: unknown, token: string): Said {
  const value = child(container, token);
  const digits = writtenDigits(container, token);
  return digits === undefined ? { value } : { value, digits };
}

function saidAt(document: Document, path: readonly string[]): Said {
  const token = path.at(-1);
  return token === undefined ? { value: document.root } : said(valueAt(document.root, path.slice(0, -1)), token);
}

/** Never through the prototype: a member named `__proto__` is a member like any other. */
function setMember(object: Record<string, unknown>, name: string, { value, digits }: Said): void {
  Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
  keepDigits(object, name, digits);
}

interface Document {
  root: unknown;
}

function add(document: Document, path: readonly string[], said: Said): void {
  const token = path.at(-1);
  if (token === undefined) {
    document.root = said.value;
    return;
  }
  const container = valueAt(document.root, path.slice(0, -1));
  if (Array.isArray(container))
    container.splice(token === '-' ? container.length : indexUpTo(container.length, token), 0, said.value);
  else if (isContainer(container)) setMember(container as Record<string, unknown>, token, said);
  else throw new Refused('must be inside an object or array');
}

function remove(document: Document, path: readonly string[]): Said {
  const token = path.at(-1);
  if (token === undefined) throw new Refused('must not be the whole resource');
  const container = valueAt(document.root, path.slice(0, -1));
  const taken = said(container, token);
  if (Array.isArray(container)) container.splice(Number(token), 1);
  else delete (container as Record<string, unknown>)[token];
  return taken;
}

function replace(document: Document, path: readonly string[], said: Said): void {
  const token = path.at(-1);
  if (token === undefined) {
    document.root = said.value;
    return;
  }
  const container = valueAt(document.root, path.slice(0, -1));
  child(container, token);
  if (Array.isArray(container)) container[Number(token)] = said.value;
  else setMember(container as Record<string, unknown>, token, said);
}

/** RFC 6902, 4.6: numbers by value, members without regard to their order. */
export function isEqual(one: unknown, other: unknown): boolean {
  if (!isContainer(one) || !isContainer(other)) return one === other;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every(
      (name) =>
        Object.hasOwn(other, name) &&
        isEqual((one as Record<string, unknown>)[name], (other as Record<string, unknown>)[name]),
    )
  );
}

function from(document: Document, path: readonly string[], take: boolean): Said {
  try {
    return take ? remove(document, path) : copied(saidAt(document, path));
  } catch (error) {
    throw error instanceof Refused ? new Refused(error.message, 'from') : error;
  }
}

function apply(document: Document, operation: JsonPatchOperation): void {
  const { path } = operation;
  switch (operation.op) {
    case 'add':
      add(document, path, copied(operation));
      break;
    case 'remove':
      remove(document, path);
      break;
    case 'replace':
      replace(document, path, copied(operation));
      break;
    case 'copy':
      add(document, path, from(document, operation.from!, false));
      break;
    case 'move':
      move(document, path, operation.from!);
      break;
    case 'test':
      if (!isEqual(valueAt(document.root, path), operation.value)) throw new Refused('is not what the test says');
  }
}

function move(document: Document, path: readonly string[], source: readonly string[]): void {
  if (source.length < path.length && source.every((token, index) => token === path[index]))
    throw new Refused('must not be inside what is moved (RFC 6902, 4.4)');
  // What is moved onto itself stays, as long as it is there.
  if (isEqual(source, path)) valueAt(document.root, path);
  else add(document, path, from(document, source, true));
}

/** The changed value, or the first operation that cannot be done. */
export function applyJsonPatch(value: unknown, operations: readonly JsonPatchOperation[]): PatchOutcome<unknown> {
  const document: Document = { root: copyExactly(value) };
  for (const [index, operation] of operations.entries())
    try {
      apply(document, operation);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return patchFlaw(`[${index}].${error.place}`, error.message);
    }
  return { ok: true, value: document.root };
}
