/** Required bindings (R4 4.1.5): which codes an element may hold. */
import type { ValueSets } from './definitions.ts';

export interface Binding {
  readonly rule: string;
  allowsCode(code: unknown): boolean;
  allowsCoding(system: unknown, code: unknown): boolean;
}

type Codes = Readonly<Record<string, readonly string[]>>;

// Value sets that no list can hold, held to the form of their codes instead.
const mediaType = /^[!#$&\-^_.+a-zA-Z0-9]+\/[!#$&\-^_.+a-zA-Z0-9]+(\s*;.*)?$/;
const openForms: Readonly<Record<string, { form: RegExp; rule: string }>> = {
  'http://hl7.org/fhir/ValueSet/mimetypes': {
    // R4's own resources also bind the FHIR shorthands here (format codes of a CapabilityStatement).
    form: new RegExp(`${mediaType.source}|^(json|xml|ttl)$`),
    rule: 'must be a media type such as text/plain',
  },
  'http://hl7.org/fhir/ValueSet/currencies': { form: /^[A-Z]{3}$/, rule: 'must be a currency code such as GBP' },
  'http://hl7.org/fhir/ValueSet/ucum-units': { form: /^\S+$/, rule: 'must be a UCUM unit' },
};

const mostNamed = 12;

/** A reader of bindings by value set; undefined for a value set that can't be checked here. */
export function bindingsOf(valueSets: ValueSets): (url: string) => Binding | undefined {
  const made = new Map<string, Binding | undefined>();
  return (url) => {
    if (!made.has(url)) made.set(url, bindingOf(url, valueSets.expanded[url]));
    return made.get(url);
  };
}

function bindingOf(url: string, codes: Codes | undefined): Binding | undefined {
  if (codes === undefined) {
    const open = openForms[url];
    if (open === undefined) return undefined;
    const allows = (code: unknown): boolean => typeof code === 'string' && open.form.test(code);
    return { rule: open.rule, allowsCode: allows, allowsCoding: (_system, code) => allows(code) };
  }
  const all = new Set(Object.values(codes).flat());
  const bySystem = new Map(Object.entries(codes).map(([system, list]) => [system, new Set(list)]));
  const named = all.size <= mostNamed ? `one of ${[...all].join(', ')}` : `of the value set ${url}`;
  return {
    rule: `must be ${named} (required binding)`,
    allowsCode: (code) => all.has(code as string),
    allowsCoding: (system, code) => bySystem.get(system as string)?.has(code as string) === true,
  };
}
