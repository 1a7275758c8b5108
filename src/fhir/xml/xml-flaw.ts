import type { Flaw } from '#kernel/fault.ts';

export type XmlReading =
  | { readonly ok: true; readonly json: Buffer }
  | { readonly ok: false; readonly flaws: readonly Flaw[] };

export function failedReading(flaws: readonly Flaw[]): XmlReading {
  return { ok: false, flaws };
}
