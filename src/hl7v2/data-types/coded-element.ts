/** CE, CWE, CNE, CF and the bare codes of IS and ID (chapter 2A). The words that were sent always stay beside the code. */
import type { Value } from '../value.ts';
import { codeSystemUri } from './code-system-table.ts';
import { present } from './identifier.ts';

export interface Coding {
  /** CWE.1, 4 or 10 */
  readonly code?: string;
  /** CWE.2, 5 or 11: the sender's words for it. */
  readonly text?: string;
  /** CWE.3, 6 or 12 as sent. */
  readonly systemName?: string;
  /** The URI of FHIR for that name, or `urn:oid:` of CWE.14, 17 or 20; undefined for a local system. */
  readonly system?: string;
  /** CWE.7, 8 or 13 */
  readonly version?: string;
}

export interface CodedElement {
  /** Those that were sent, in order: the first, the alternate, the second alternate. At least one, or an original text. */
  readonly codings: readonly Coding[];
  /** CWE.9 */
  readonly originalText?: string;
  /** What to show: the original text, else the first text sent, else the first code. */
  readonly text: string;
}

/** Positions of code, text, system name, version and system OID in the three triplets of CWE. */
const triplets = [
  [1, 2, 3, 7, 14],
  [4, 5, 6, 8, 17],
  [10, 11, 12, 13, 20],
] as const;

function words(value: Value): string | undefined {
  return value.wholeText()?.trim() || undefined;
}

function readCoding(
  value: Value,
  [code, text, systemName, version, oid]: (typeof triplets)[number],
): Coding | undefined {
  const name = words(value.part(systemName));
  const systemOid = words(value.part(oid));
  const isOid = systemOid !== undefined && /^[0-2](\.\d+)+$/.test(systemOid);
  const coding = present<Required<Coding>>({
    code: words(value.part(code)),
    text: words(value.part(text)),
    systemName: name,
    system: (name === undefined ? undefined : codeSystemUri(name)) ?? (isOid ? `urn:oid:${systemOid}` : undefined),
    version: words(value.part(version)),
  });
  return coding.code === undefined && coding.text === undefined ? undefined : coding;
}

/** The coded element at `value`; undefined where no code and no words were sent. */
export function readCodedElement(value: Value): CodedElement | undefined {
  const codings = triplets.map((triplet) => readCoding(value, triplet)).filter((coding) => coding !== undefined);
  const originalText = words(value.part(9));
  const text = originalText ?? codings.find((coding) => coding.text !== undefined)?.text ?? codings[0]?.code;
  if (text === undefined) return undefined;
  return originalText === undefined ? { codings, text } : { codings, originalText, text };
}
