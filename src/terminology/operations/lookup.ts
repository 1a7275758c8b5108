/** `CodeSystem/$lookup` and `CodeSystem/$subsumes` (R4 operations CodeSystem-lookup, CodeSystem-subsumes). */
import type { CodeSystem, Coding, Parameters, ParametersParameter } from 'fhir/r4.js';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { ConceptDetails, ConceptProperty, ConceptSource, Designation } from '../concept-source.ts';
import { terminologyFault } from '../faults.ts';
import type { AskedParameters } from './asked-parameters.ts';
import { chooseDisplay } from './choose-display.ts';
import { type OperationContext, sourceFor, sourceOfResource } from './operation-context.ts';

const noSuchCode = (place: string): Outcome<never> =>
  failed(terminologyFault('TERMINOLOGY-006', [{ place, rule: 'is no code of the code system' }]));

function valueElement({ value, type }: Pick<ConceptProperty, 'value' | 'type'>): Partial<ParametersParameter> {
  return { [`value${type[0]!.toUpperCase()}${type.slice(1)}`]: value };
}

function propertyPart(property: ConceptProperty): ParametersParameter {
  return {
    name: 'property',
    part: [
      { name: 'code', valueCode: property.code },
      { name: 'value', ...valueElement(property) },
    ],
  };
}

function designationPart({ language, use, text }: Designation): ParametersParameter {
  return {
    name: 'designation',
    part: [
      ...(language === undefined ? [] : [{ name: 'language', valueCode: language }]),
      ...(use === undefined ? [] : [{ name: 'use', valueCoding: use }]),
      { name: 'value', valueString: text },
    ],
  };
}

/** What stands beside the code system's own properties (R4 4.8.12): each once. */
function propertiesOf(details: ConceptDetails): ConceptProperty[] {
  const own = details.properties.filter(({ code }) => !['parent', 'child', 'inactive'].includes(code));
  const { definition, isAbstract } = details;
  return [
    ...(definition === undefined ? [] : [{ code: 'definition', value: definition, type: 'string' } as const]),
    { code: 'inactive', value: details.isInactive, type: 'boolean' },
    ...(isAbstract && !own.some(({ code }) => code === 'notSelectable')
      ? [{ code: 'notSelectable', value: true, type: 'boolean' } as const]
      : []),
    ...own,
    ...details.parents.map((code): ConceptProperty => ({ code: 'parent', value: code, type: 'code' })),
    ...details.children.map((code): ConceptProperty => ({ code: 'child', value: code, type: 'code' })),
  ];
}

/** `designation` and `lang.X` are properties too (R4 CodeSystem-lookup, property). */
function wantsDesignation(wanted: readonly string[], { language }: Designation): boolean {
  if (wanted.length === 0 || wanted.includes('designation')) return true;
  return wanted.some((name) => name.startsWith('lang.') && name.slice(5).toLowerCase() === language?.toLowerCase());
}

/** Faults TERMINOLOGY-002 (the code system is not loaded), 003, 006 (no such code), 007. */
export async function lookup(context: OperationContext, asked: AskedParameters): Promise<Outcome<Parameters>> {
  const coding = codingIn(asked, { code: 'code', coding: 'coding' });
  const version = asked.text('version') ?? coding?.version;
  const language = asked.text('displayLanguage');
  const wanted = asked.texts('property');
  if (coding !== undefined && coding.system === undefined) asked.flaw('system', 'must be given with the code');
  const isRight = asked.check();
  if (!isRight.ok) return isRight;
  const source = await sourceFor(context, coding?.system ?? '', version);
  if (!source.ok) return source;
  const code = coding?.code ?? '';
  const details = await source.value.details(code);
  if (details === undefined) return noSuchCode('code');
  const designations = (await source.value.designations([details.code])).get(details.code) ?? [];
  const properties = propertiesOf(details).filter((one) => wanted.length === 0 || wanted.includes(one.code));
  return ok({
    resourceType: 'Parameters',
    parameter: [
      { name: 'name', valueString: source.value.name },
      ...(source.value.version === undefined ? [] : [{ name: 'version', valueString: source.value.version }]),
      // A display must be given (1..1): a code without a name is its own.
      { name: 'display', valueString: chooseDisplay(details.display, designations, language) ?? details.code },
      ...designations.filter((one) => wantsDesignation(wanted, one)).map(designationPart),
      ...properties.map(propertyPart),
    ],
  });
}

/** `code` with `system`, or a Coding: one of the two. */
function codingIn(
  asked: AskedParameters,
  names: { readonly code: string; readonly coding: string },
): Coding | undefined {
  const code = asked.text(names.code);
  const system = asked.text('system');
  const coding = asked.coding(names.coding);
  if ((code === undefined) === !asked.has(names.coding))
    asked.flaw(names.code, `must be given, or ${names.coding}: one of them`);
  if (code === undefined) return coding;
  return system === undefined ? { code } : { system, code };
}

async function outcomeOf(source: ConceptSource, codeA: string, codeB: string): Promise<Outcome<string>> {
  const found = await source.find([codeA, codeB]);
  const [one, other] = [found.get(codeA)?.code, found.get(codeB)?.code];
  if (one === undefined) return noSuchCode('codeA');
  if (other === undefined) return noSuchCode('codeB');
  if (one === other) return ok('equivalent');
  const isAbove = await source.holds({ is: 'below', code: one, orSelf: false }, other);
  if (!isAbove.ok) return isAbove;
  const isBelow = await source.holds({ is: 'below', code: other, orSelf: false }, one);
  if (!isBelow.ok) return isBelow;
  return ok(isAbove.value ? 'subsumes' : isBelow.value ? 'subsumed-by' : 'not-subsumed');
}

/** Faults TERMINOLOGY-002, 003, 006: "if the server is unable to determine the relationship, it returns an error". */
export async function subsumes(context: OperationContext, asked: AskedParameters): Promise<Outcome<Parameters>> {
  const given = asked.resource('codeSystem', 'CodeSystem') as CodeSystem | undefined;
  const codings = [
    codingIn(asked, { code: 'codeA', coding: 'codingA' }),
    codingIn(asked, { code: 'codeB', coding: 'codingB' }),
  ];
  const version = asked.text('version') ?? codings[0]?.version;
  const systems = new Set(codings.map((coding) => coding?.system ?? given?.url));
  if (systems.size > 1) asked.flaw('codingB', 'must be of the same code system as A');
  const [system] = systems;
  if (system === undefined) asked.flaw('system', 'must be given with the codes');
  const isRight = asked.check();
  if (!isRight.ok) return isRight;
  const source =
    given === undefined ? await sourceFor(context, system!, version) : await sourceOfResource(context, given);
  if (!source.ok) return source;
  const outcome = await outcomeOf(source.value, codings[0]?.code ?? '', codings[1]?.code ?? '');
  return outcome.ok
    ? ok({ resourceType: 'Parameters', parameter: [{ name: 'outcome', valueCode: outcome.value }] })
    : outcome;
}
