import type { Flaw } from '#kernel/fault.ts';

/** A flaw names the place in the patch and the rule; never what a value was. */
export type PatchOutcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly flaws: readonly Flaw[] };

export function patchFlaw(place: string, rule: string): PatchOutcome<never> {
  return { ok: false, flaws: [{ place, rule }] };
}
