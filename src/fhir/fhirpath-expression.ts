/**
 * FHIRPath by HL7's own engine, for rules that no closure of ours stands for. It is loaded when first asked for (130 ms,
 * 30 MB): a region that holds ordinary clinical resources never needs it.
 */
import { createRequire } from 'node:module';
import type fhirpathModule from 'fhirpath';
import type { Model } from 'fhirpath';

type Engine = Pick<typeof fhirpathModule, 'compile'>;

let engine: { readonly fhirpath: Engine; readonly r4: Model } | undefined;

function loadEngine(): NonNullable<typeof engine> {
  const require = createRequire(import.meta.url);
  engine ??= {
    fhirpath: require('fhirpath') as Engine,
    r4: require('fhirpath/fhir-context/r4') as Model,
  };
  return engine;
}

/** Evaluates on the value of an element; `variables` are what stands after `%`. May throw where the data do not fit. */
export type FhirpathExpression = (value: unknown, variables: Record<string, unknown>) => unknown[];

/**
 * @param path where the value stands, such as `Questionnaire.item`: tells the types of what is below
 * @throws when the expression is no FHIRPath
 */
export function compileFhirpath(path: string, expression: string): FhirpathExpression {
  const { fhirpath, r4 } = loadEngine();
  // By default trace() prints what it is given, and R4's own expressions trace references to patients.
  const evaluate = fhirpath.compile({ base: path, expression }, r4, { traceFn: () => {} });
  return (value, variables) => evaluate(value, variables) as unknown[];
}
