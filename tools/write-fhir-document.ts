/** Writes docs/standards/fhir-r4.md from the API's own registry. `--check` writes nothing and fails when the file differs. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadFhirDefinitions } from '#fhir/definitions.ts';
import { resourceTypes } from '#fhir/resource-types.ts';
import { createSearchParameters } from '#fhir/search-parameters.ts';
import { isSearchable } from '#record';
import { factsOf } from '../src/interfaces/fhir-api/openapi.ts';
import { routeTable } from '../src/interfaces/fhir-api/route-table.ts';

const path = join(import.meta.dirname, '..', 'docs/standards/fhir-r4.md');
const begin = '<!-- generated: node tools/write-fhir-document.ts -->';
const end = '<!-- end of the generated part -->';

function routeRows(): string[] {
  const byInteraction = Map.groupBy(routeTable, (route) => route.interaction);
  return [...byInteraction.values()].map((routes) => {
    const facts = factsOf(routes[0]!);
    const addresses = routes.map((route) => `\`${route.method} ${route.path}\``).join('<br>');
    return `| ${facts.title} | ${facts.clause} | ${addresses} | ${facts.limits ?? ''} | ${facts.differences ?? ''} |`;
  });
}

function searchLines(): string[] {
  const parametersOf = createSearchParameters(loadFhirDefinitions());
  const all = resourceTypes.flatMap((type) =>
    [...parametersOf(type).values()].map((parameter) => ({ type, parameter })),
  );
  const refused = all.filter(({ parameter }) => !isSearchable(parameter));
  const names = [...new Set(refused.map(({ parameter }) => `\`${parameter.code}\``))].sort();
  return [
    `R4 defines ${all.length} search parameters over its ${resourceTypes.length} resource types, those of every resource included; ${all.length - refused.length} are answered.`,
    names.length === 0 ? '' : `Refused by name: ${names.join(', ')}.`,
  ].filter((line) => line !== '');
}

/** The whole text: what people wrote around the generated part, and that part anew. */
export function fhirDocument(): string {
  const [before, rest] = readFileSync(path, 'utf8').split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error('docs/standards/fhir-r4.md has lost its marks');
  const table = [
    '| Interaction | Clause | Addresses | Limits | Deliberate differences |',
    '| --- | --- | --- | --- | --- |',
    ...routeRows(),
  ];
  return `${before}${begin}\n\n${[...searchLines(), '', ...table].join('\n')}\n\n${end}${after}`;
}

if (import.meta.main) {
  const text = fhirDocument();
  if (!process.argv.includes('--check')) writeFileSync(path, text);
  else if (readFileSync(path, 'utf8') !== text) {
    console.error('docs/standards/fhir-r4.md is not what the routes say: run this tool without --check.');
    process.exitCode = 1;
  }
}
