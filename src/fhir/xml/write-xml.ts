/** FHIR's JSON as FHIR's XML (R4 2.6.1), by the layout of the definitions: their order, attributes and narrative. */
import { parseExactJson, writtenDigits } from '../written-digits.ts';
import { narrativeXml } from './narrative-xml.ts';
import type { ElementLayout, TypeLayout, TypeLayouts } from './type-layout.ts';
import { attributeText } from './xml-text.ts';

type Members = Readonly<Record<string, unknown>>;

const fhirNamespace = 'http://hl7.org/fhir';

/** Gives XML in UTF-8 for the JSON of a valid resource. Throws for an element that the definitions do not know: a bug. */
export type XmlWriter = (json: Buffer) => Buffer;

export function createXmlWriter(layouts: TypeLayouts): XmlWriter {
  return (json) => {
    const resource = parseExactJson(json) as Members;
    const pieces = ['<?xml version="1.0" encoding="UTF-8"?>'];
    new Writing(layouts, pieces).resource(resource, ` xmlns="${fhirNamespace}"`);
    return Buffer.from(pieces.join(''));
  };
}

class Writing {
  readonly #layouts: TypeLayouts;
  readonly #pieces: string[];

  constructor(layouts: TypeLayouts, pieces: string[]) {
    this.#layouts = layouts;
    this.#pieces = pieces;
  }

  resource(resource: Members, namespace = ''): void {
    const type = String(resource['resourceType']);
    this.#pieces.push(`<${type}${namespace}>`);
    this.#children(resource, this.#layouts.layoutOf(type));
    this.#pieces.push(`</${type}>`);
  }

  /** In the order of the definitions, whatever the order of the members (R4 2.6.1). */
  #children(value: Members, layout: TypeLayout): void {
    const found: ElementLayout[] = [];
    for (const name of Object.keys(value)) {
      // An element of ExampleScenario.instance is called so too.
      if (name === 'resourceType' && !layout.byName.has(name)) continue;
      const stem = name.startsWith('_') ? name.slice(1) : name;
      const element = layout.byName.get(stem);
      if (element === undefined) throw new Error(`${layout.name} has no element ${stem}`);
      if (!element.isAttribute && !(stem !== name && value[stem] !== undefined)) found.push(element);
    }
    found.sort((one, other) => one.order - other.order);
    for (const element of found) this.#element(element, value);
  }

  #element(element: ElementLayout, owner: Members): void {
    const value = owner[element.name];
    const companion = owner[`_${element.name}`];
    if (!Array.isArray(value) && !Array.isArray(companion)) {
      this.#item(element, writtenDigits(owner, element.name) ?? value, companion as Members | undefined);
      return;
    }
    const values = (value ?? []) as readonly unknown[];
    const companions = (companion ?? []) as readonly (Members | null)[];
    for (let index = 0; index < Math.max(values.length, companions.length); index++)
      this.#item(element, writtenDigits(values, String(index)) ?? values[index], companions[index]);
  }

  #item(element: ElementLayout, value: unknown, companion: Members | null | undefined): void {
    switch (element.kind) {
      case 'primitive':
        this.#primitive(element.name, value, companion);
        return;
      case 'narrative':
        this.#pieces.push(narrativeXml(String(value)));
        return;
      case 'resource':
        this.#pieces.push(`<${element.name}>`);
        this.resource(value as Members);
        this.#pieces.push(`</${element.name}>`);
        return;
      case 'complex':
        this.#complex(element, value as Members);
    }
  }

  #primitive(name: string, value: unknown, companion: Members | null | undefined): void {
    const id = companion?.['id'];
    const idText = id === undefined ? '' : ` id="${attributeText(String(id))}"`;
    const valueText = value === undefined || value === null ? '' : ` value="${attributeText(String(value))}"`;
    this.#pieces.push(`<${name}${idText}${valueText}`);
    this.#end(
      name,
      companion?.['extension'] === undefined ? undefined : { extension: companion['extension'] },
      'Element',
    );
  }

  #complex({ name, type }: ElementLayout, value: Members): void {
    const layout = this.#layouts.layoutOf(type);
    let attributes = '';
    for (const element of layout.elements)
      if (element.isAttribute && value[element.name] !== undefined)
        attributes += ` ${element.name}="${attributeText(String(value[element.name]))}"`;
    this.#pieces.push(`<${name}${attributes}`);
    this.#end(name, value, type);
  }

  #end(name: string, value: Members | undefined, type: string): void {
    if (value === undefined) {
      this.#pieces.push('/>');
      return;
    }
    this.#pieces.push('>');
    this.#children(value, this.#layouts.layoutOf(type));
    this.#pieces.push(`</${name}>`);
  }
}
