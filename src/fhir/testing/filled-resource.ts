/** Resources with every element that their definitions have, for what must carry any shape: their rules are not kept. */
import type { ElementStructure, FhirDefinitions, TypeStructure } from '../definitions.ts';

type Content = Record<string, unknown>;

const primitiveValues: Readonly<Record<string, unknown>> = {
  boolean: false,
  integer: -3,
  positiveInt: 1,
  unsignedInt: 0,
  decimal: 0.25,
  base64Binary: 'RXhhbXBsZQ==',
  xhtml:
    '<div xmlns="http://www.w3.org/1999/xhtml" title="&quot;1 &lt; 2&quot;"><p>5 &gt; 3 &amp; so on<br/> é</p></div>',
};

/** Every mark that XML treats apart, and letters beyond ASCII. */
const difficultText = '  <a href="x">&amp; é 😀</a>\n\tend\r\n ]]> \' ';

export interface Filling {
  /** A whole number below `limit`: which type of a choice, how many, whether there is a companion. */
  readonly choose: (limit: number) => number;
  readonly deepest: number;
}

interface Place extends Filling {
  readonly definitions: FhirDefinitions;
  readonly depth: number;
}

export function filledResource(definitions: FhirDefinitions, type: string, filling: Filling): Content {
  return { resourceType: type, ...filled(definitions.types.get(type)!, { ...filling, definitions, depth: 0 }) };
}

/** A value of a datatype. */
export function filledValue(definitions: FhirDefinitions, type: string, filling: Filling): unknown {
  return anyValue(type, { ...filling, definitions, depth: 0 });
}

function filled(structure: TypeStructure, place: Place): Content {
  const content: Content = {};
  for (const element of structure.elements) {
    if (element.max === 0) continue;
    const type = element.types[place.choose(element.types.length)]!.split(':')[0]!;
    if (place.depth >= place.deepest && !isShallow(type, place)) continue;
    const name = element.choice === true ? element.name + type.charAt(0).toUpperCase() + type.slice(1) : element.name;
    Object.assign(content, member({ element, type, name, owner: structure }, place));
  }
  return content;
}

function isShallow(type: string, { definitions }: Place): boolean {
  return definitions.types.get(type)?.kind === 'primitive';
}

interface Member {
  readonly element: ElementStructure;
  readonly type: string;
  readonly name: string;
  readonly owner: TypeStructure;
}

function member({ element, type, name, owner }: Member, place: Place): Content {
  const count = element.max === -1 ? 1 + place.choose(2) : 1;
  const values = Array.from({ length: count }, () => anyValue(type, place));
  const isAttribute = (name === 'id' && owner.kind !== 'resource') || (name === 'url' && owner.name === 'Extension');
  const hasCompanion = isShallow(type, place) && type !== 'xhtml' && !isAttribute && place.choose(3) === 0;
  if (element.max !== -1) return { [name]: values[0], ...(hasCompanion ? { [`_${name}`]: companion(place) } : {}) };
  if (!hasCompanion) return { [name]: values };
  // One value alone, one with a companion, one companion alone (R4 2.6.2.3).
  return {
    [name]: [...values, anyValue(type, place), null],
    [`_${name}`]: [...values.map(() => null), companion(place), companion(place)],
  };
}

function companion({ choose }: Place): Content {
  const extension = [{ url: 'urn:x', valueString: difficultText }];
  return choose(2) === 0 ? { extension } : { id: 'a "1"', extension };
}

function anyValue(type: string, place: Place): unknown {
  const structure = place.definitions.types.get(type);
  if (type === 'Resource') {
    const inner = place.choose(2) === 0 ? 'Basic' : 'Binary';
    return { resourceType: inner, id: 'inner', ...(inner === 'Basic' ? { author: { display: difficultText } } : {}) };
  }
  if (structure?.kind === 'primitive') return primitiveValues[type] ?? difficultText;
  return filled(structure!, { ...place, depth: place.depth + 1 });
}
