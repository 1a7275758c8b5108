/** The hashes by which a row is found: of tokens, references and addresses, each in the forms a search may name it. */
import type { SearchValue } from '#fhir/search-values.ts';
import { hashNumber } from '#kernel/hash-number.ts';

/** Any code of a system, or a code of any system. */
const any = '*';

export function tokenHash(parameter: string, system: string, code: string): number {
  return hashNumber(`${parameter}\u0000${system}\u0000${code}`);
}

export function referenceHash(parameter: string, target: string): number {
  return hashNumber(`${parameter}\u0000${target}`);
}

/** Business identifiers over the whole region. */
export function identifierHash(system: string, value: string): number {
  return hashNumber(`${system}\u0000${value}`);
}

/** Parameters that every query pins by a column already. */
const pinnedByColumn: ReadonlySet<string> = new Set(['patient', 'subject', '_id']);

function addToken(hashes: Set<number>, parameter: string, system: string | undefined, code: string | undefined): void {
  if (code !== undefined) {
    hashes.add(tokenHash(parameter, system ?? '', code));
    hashes.add(tokenHash(parameter, any, code));
  }
}

export function tokenHashes(values: readonly SearchValue[]): number[] {
  const hashes = new Set<number>();
  for (const value of values) {
    if (pinnedByColumn.has(value.parameter)) continue;
    if (value.kind === 'token') addToken(hashes, value.parameter, value.system, value.code);
    else if (value.kind === 'reference' && value.id !== undefined)
      hashes.add(referenceHash(value.parameter, `${value.type}/${value.id}`));
  }
  return [...hashes];
}

export function identifierHashes(values: readonly SearchValue[]): number[] {
  const hashes = new Set<number>();
  for (const value of values)
    if (value.kind === 'token' && value.parameter === 'identifier' && value.code !== undefined) {
      hashes.add(identifierHash(value.system ?? '', value.code));
      hashes.add(identifierHash(any, value.code));
    }
  return [...hashes];
}

/** The hash of the first code, which orders a region's worth of one observation by time. */
export function primaryCodeHash(values: readonly SearchValue[]): number | undefined {
  const code = values.find((value) => value.kind === 'token' && value.parameter === 'code' && value.code !== undefined);
  return code?.kind === 'token' ? tokenHash('code', code.system ?? '', code.code!) : undefined;
}
