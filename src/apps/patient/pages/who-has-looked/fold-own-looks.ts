/** A person who reads their own record, or lets an app read it, would bury everybody else's looks: a run of these is one row. */
import type { LookLine } from '#record';

export type FoldedLine =
  | { readonly kind: 'line'; readonly line: LookLine }
  | { readonly kind: 'own-run'; readonly newest: LookLine; readonly oldest: LookLine; readonly count: number };

const foldFrom = 3;

/** Lines of one key are alike: the person's own looks, or those of one of their apps. */
function runOf(line: LookLine): string | undefined {
  if (line.caller?.kind !== 'patient' || line.outcome !== 'disclosed') return undefined;
  const { app } = line.caller;
  if (app !== undefined) return `app ${app.identifier}`;
  return line.kind === 'disclosure' ? 'own' : undefined;
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
    const run = runOf(first);
    while (run !== undefined && end < lines.length && runOf(lines[end]!) === run && sameDay(first, lines[end]!)) end++;
    const alike = lines.slice(at, end);
    if (alike.length >= foldFrom)
      folded.push({ kind: 'own-run', newest: first, oldest: alike.at(-1) ?? first, count: alike.length });
    else folded.push(...alike.map((line) => ({ kind: 'line' as const, line })));
    at = end;
  }
  return folded;
}
