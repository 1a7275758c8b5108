/** Coded elements into FHIR: the words that were sent always stand beside the code, known system or not. */
import type { CodeableConcept, Coding, Identifier } from 'fhir/r4.js';
import type { Source } from '#directory';
import type { CodedElement } from '#hl7v2/data-types/coded-element.ts';
import { readCodedElement } from '#hl7v2/data-types/coded-element.ts';
import type { EntityIdentifier } from '#hl7v2/data-types/identifier.ts';
import { present } from '#hl7v2/data-types/identifier.ts';
import type { Value } from '#hl7v2/value.ts';

/** R4 `code`: no leading, trailing or double blanks. */
export function asCode(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}

const uriPart = (text: string): string => encodeURIComponent(asCode(text));

/** The URI of a code system that only its sender knows, by the name it was sent with. */
export function localCodeSystem(source: Source, name: string): string {
  return `urn:goldthread:code-system:${source.organisation.code}:${uriPart(name)}`;
}

/** The system of identifiers that an organisation's own authority gives. */
export function authoritySystem(source: Source, namespace: string): string {
  return `urn:goldthread:authority:${source.organisation.code}:${uriPart(namespace)}`;
}

export function conceptOf(element: CodedElement, source: Source): CodeableConcept {
  const coding = element.codings.flatMap((sent): Coding[] => {
    if (sent.code === undefined) return [];
    const local = sent.systemName === undefined ? undefined : localCodeSystem(source, sent.systemName);
    return [
      present<Required<Pick<Coding, 'system' | 'version' | 'code' | 'display'>>>({
        system: sent.system ?? local,
        version: sent.version,
        code: asCode(sent.code),
        display: sent.text,
      }),
    ];
  });
  return coding.length === 0 ? { text: element.text } : { coding, text: element.text };
}

/** Undefined where neither code nor words were sent. */
export function readConcept(value: Value, source: Source): CodeableConcept | undefined {
  const element = readCodedElement(value);
  return element === undefined ? undefined : conceptOf(element, source);
}

/** What `readTableCode` reads a field by. */
export interface Table {
  /** Its number in HL7 chapter 2C. */
  readonly number: string;
  readonly source: Source;
  readonly words?: Readonly<Record<string, string>>;
}

/**
 * A field whose codes are of an HL7 table: a code is of that table unless the sender names another system, and a
 * sentence in the place of a code is words only. The sender's words, else those of the table, stand beside it.
 */
export function readTableCode(value: Value, { number, source, words = {} }: Table): CodeableConcept | undefined {
  const element = readCodedElement(value);
  if (element === undefined) return undefined;
  const { coding = [], text } = conceptOf(element, source);
  const [first, ...others] = coding;
  if (first?.code === undefined) return { text: element.text };
  if (first.system === undefined && /\s/.test(first.code)) return { text: element.text };
  const system = first.system ?? `http://terminology.hl7.org/CodeSystem/v2-${number}`;
  const isBare = first.display === undefined && element.text === first.code;
  return {
    coding: [{ ...first, system }, ...others],
    text: (isBare ? words[first.code.toUpperCase()] : undefined) ?? text ?? first.code,
  };
}

/** EI as a business identifier of that source. */
export function entityIdentifier(entity: EntityIdentifier, source: Source, namespace: string): Identifier {
  return {
    system: authoritySystem(source, entity.namespace ?? entity.universalId ?? namespace),
    value: entity.identifier,
  };
}
