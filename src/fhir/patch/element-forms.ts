import type { FhirDefinitions, TypeStructure } from '../definitions.ts';
import type { ElementForms } from './fhirpath-patch.ts';

/** The type that stands at a path: itself a type, or an element of one, as deep as it goes. */
function typeAt(definitions: FhirDefinitions, path: string): TypeStructure | undefined {
  const known = definitions.types.get(path);
  if (known !== undefined) return known;
  const dot = path.lastIndexOf('.');
  if (dot < 0) return undefined;
  const owner = typeAt(definitions, path.slice(0, dot));
  const name = path.slice(dot + 1);
  const element = owner?.elements.find((one) => one.name === name);
  const [type, ...others] = element?.types ?? [];
  return type === undefined || others.length > 0 ? undefined : definitions.types.get(type.split(':')[0]!);
}

export function createElementForms(definitions: FhirDefinitions): ElementForms {
  return {
    formOf(typePath, name) {
      const element = typeAt(definitions, typePath)?.elements.find((one) => one.name === name);
      return element === undefined ? undefined : { repeats: element.max !== 1, isChoice: element.choice === true };
    },
  };
}
