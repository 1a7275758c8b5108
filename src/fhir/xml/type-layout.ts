/** How a type of the definitions lies in XML: which elements, in which order, of which kind (R4 2.6.1). */
import type { ElementStructure, FhirDefinitions } from '../definitions.ts';

export interface ElementLayout {
  /** As in JSON and XML alike: `valueQuantity`. */
  readonly name: string;
  /** Its place among the elements of its type: the forms of a choice share one. */
  readonly order: number;
  /** Of the definitions. */
  readonly type: string;
  readonly kind: 'primitive' | 'complex' | 'resource' | 'narrative';
  readonly isMany: boolean;
  /** `id` of an element and `url` of an extension. */
  readonly isAttribute: boolean;
}

export interface TypeLayout {
  readonly name: string;
  readonly elements: readonly ElementLayout[];
  readonly byName: ReadonlyMap<string, ElementLayout>;
}

export interface TypeLayouts {
  layoutOf(type: string): TypeLayout;
  /** Whether a resource may be of this type. */
  isResource(type: string): boolean;
}

function kindOf(definitions: FhirDefinitions, type: string): ElementLayout['kind'] {
  if (type === 'Resource') return 'resource';
  if (type === 'xhtml') return 'narrative';
  return definitions.types.get(type)?.kind === 'primitive' ? 'primitive' : 'complex';
}

/** Each layout is made when its type is first met, and kept. */
export function createTypeLayouts(definitions: FhirDefinitions): TypeLayouts {
  const made = new Map<string, TypeLayout>();

  function elementsOf(element: ElementStructure, order: number, owner: { name: string; kind: string }) {
    return element.types.map((text): ElementLayout => {
      const [type = ''] = text.split(':');
      return {
        name: element.choice === true ? element.name + type.charAt(0).toUpperCase() + type.slice(1) : element.name,
        order,
        type,
        kind: kindOf(definitions, type),
        isMany: element.max === -1 || element.max > 1,
        isAttribute:
          (element.name === 'id' && owner.kind !== 'resource') ||
          (element.name === 'url' && owner.name === 'Extension'),
      };
    });
  }

  function make(name: string): TypeLayout {
    const structure = definitions.types.get(name);
    if (structure === undefined) throw new Error(`The definitions hold no type ${name}`);
    const elements = structure.elements.flatMap((element, order) => elementsOf(element, order, structure));
    return { name, elements, byName: new Map(elements.map((element) => [element.name, element])) };
  }

  return {
    layoutOf(name) {
      const layout = made.get(name) ?? make(name);
      made.set(name, layout);
      return layout;
    },
    isResource: (name) => {
      const structure = definitions.types.get(name);
      return structure?.kind === 'resource' && structure.abstract !== true;
    },
  };
}
