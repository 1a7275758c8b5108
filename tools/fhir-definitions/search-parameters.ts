/** SearchParameters with each expression cut down to the branch of one resource type, and the patient compartment. */
import type { SearchDefinitions, SearchParameterDefinition } from '../../src/fhir/definitions.ts';

interface SourceParameter {
  resourceType: string;
  url: string;
  code: string;
  base: string[];
  type: SearchParameterDefinition['type'];
  expression?: string;
  target?: string[];
  comparator?: string[];
  modifier?: string[];
  component?: { definition: string; expression: string }[];
}
export interface SourceCompartment {
  resource: { code: string; param?: string[] }[];
}

/** R4 published these two expressions in each other's place (corrected in R4B): the type of each tells which is whose. */
const expressionsSwapped: ReadonlySet<string> = new Set([
  'http://hl7.org/fhir/SearchParameter/DocumentReference-relationship',
]);

function componentsOf(source: SourceParameter): { definition: string; expression: string }[] | undefined {
  const { component } = source;
  if (component === undefined || !expressionsSwapped.has(source.url)) return component;
  return component.map(({ definition }, index) => ({
    definition,
    expression: component[component.length - 1 - index]!.expression,
  }));
}

export function searchParametersOf(
  resources: readonly object[],
  compartment: SourceCompartment,
  resourceTypes: ReadonlySet<string>,
): SearchDefinitions {
  const sources = (resources as SourceParameter[]).filter((source) => source.resourceType === 'SearchParameter');
  const byUrl = new Map(sources.map((source) => [source.url, source]));
  const parameters = sources
    .map(
      (source): SearchParameterDefinition => ({
        code: source.code,
        url: source.url,
        type: source.type,
        expressions: expressionsOf(source, resourceTypes),
        ...(source.target === undefined ? {} : { targets: source.target }),
        ...(source.comparator === undefined ? {} : { comparators: source.comparator }),
        ...(source.modifier === undefined ? {} : { modifiers: source.modifier }),
        ...(source.component === undefined
          ? {}
          : {
              components: componentsOf(source)!.map(({ definition, expression }) => {
                const component = byUrl.get(definition);
                if (component === undefined) throw new Error(`${source.url}: no component ${definition}`);
                return { code: component.code, type: component.type, expression };
              }),
            }),
      }),
    )
    .sort((a, b) => (a.url < b.url ? -1 : 1));
  const patientCompartment = Object.fromEntries(
    compartment.resource
      .filter(({ param }) => param !== undefined)
      .map(({ code, param }): [string, string[]] => [code, param!])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  return { parameters, patientCompartment };
}

/** By base type: only the branches of the union that start at that type. Empty where R4 gives no expression (`_text`). */
function expressionsOf(source: SourceParameter, resourceTypes: ReadonlySet<string>): Record<string, string> {
  const branches = (source.expression ?? '').split('|').map((branch) => branch.trim());
  const result: Record<string, string> = {};
  for (const base of [...source.base].sort()) {
    if (!resourceTypes.has(base)) continue;
    // One parameter (InsurancePlan's name) is published without the type in front.
    const own = branches.flatMap((branch) => {
      const root = branch.match(/^\(?([A-Z]\w*)/)?.[1];
      if (root === base) return [branch];
      return root === undefined && branch !== '' ? [`${base}.${branch}`] : [];
    });
    result[base] = own.join(' | ');
  }
  return result;
}
