import type { Audit } from '../create-audit.ts';

/** Derives until every entry has its leaves: another database of the same server may hold them up for a moment. */
export async function settled(audit: Audit): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const derived = await audit.deriveLeaves();
    const figures = await audit.figures();
    if (derived.ok && figures.ok && figures.value.underived === 0) return;
    if (Date.now() > deadline) throw new Error('the leaves did not settle in a minute');
  }
}
