/** A person who reads their own record would bury everybody else's looks under their own: a run of these is one row. */
import type { LookLine } from '#record';

export type FoldedLine =
  | { readonly kind: 'line'; readonly line: LookLine }
  | { readonly kind: 'own-run'; readonly newest: LookLine; readonly oldest: LookLine; readonly count: number };

const foldFrom = 3;

function isPlainOwnLook(line: LookLine): boolean {
  return line.caller?.kind === 'patient' && line.kind === 'disclosure' && line.outcome === 'disclosed';
}

/** Keeps the order. `sameDay` says whether two lines stand under one heading. */
export function foldOwnLooks(
  lines: readonly LookLine[],
  sameDay: (one: LookLine, other: LookLine) => boolean,
): FoldedLine[] {
  const folded: FoldedLine[] = [];
  let at = 0;
  while (at < lines.length) {
    const first = lines[at]!;
    let end = at + 1;
    while (isPlainOwnLook(first) && end < lines.length && isPlainOwnLook(lines[end]!) && sameDay(first, lines[end]!))
      end++;
    const run = lines.slice(at, end);
    if (run.length >= foldFrom)
      folded.push({ kind: 'own-run', newest: first, oldest: run.at(-1) ?? first, count: run.length });
    else folded.push(...run.map((line) => ({ kind: 'line' as const, line })));
    at = end;
  }
  return folded;
}
