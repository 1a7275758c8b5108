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

/** A code of an HL7 table, with the words of the sender where there are any and of `words` otherwise. */
export function readTableCode(
  value: Value,
  table: string,
  words: Readonly<Record<string, string>> = {},
): CodeableConcept | undefined {
  const element = readCodedElement(value);
  const code = element?.codings[0]?.code;
  if (element === undefined) return undefined;
  if (code === undefined) return { text: element.text };
  const system = element.codings[0]?.system ?? `http://terminology.hl7.org/CodeSystem/v2-${table}`;
  const text = element.codings[0]?.text ?? words[code.toUpperCase()] ?? element.text;
  return { coding: [{ system, code: asCode(code) }], text };
}

/** EI as a business identifier of that source. */
export function entityIdentifier(entity: EntityIdentifier, source: Source, namespace: string): Identifier {
  return {
    system: authoritySystem(source, entity.namespace ?? entity.universalId ?? namespace),
    value: entity.identifier,
  };
}
