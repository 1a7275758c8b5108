/** What is read of a StructureDefinition, a ValueSet and a CodeSystem of a package; everything else of them is left alone. */
import type { Severity } from './profile-issue.ts';

export interface ElementType {
  readonly code: string;
  readonly profile?: readonly string[] | undefined;
  readonly targetProfile?: readonly string[] | undefined;
}

export interface Discriminator {
  readonly type: 'value' | 'exists' | 'pattern' | 'type' | 'profile';
  readonly path: string;
}

export interface Slicing {
  readonly discriminator?: readonly Discriminator[] | undefined;
  readonly ordered?: boolean | undefined;
  readonly rules?: 'closed' | 'open' | 'openAtEnd' | undefined;
}

export interface ElementBinding {
  readonly strength: 'required' | 'extensible' | 'preferred' | 'example';
  readonly valueSet?: string | undefined;
  readonly extension?:
    | readonly {
        readonly url: string;
        readonly valueCanonical?: string | undefined;
        readonly valueUri?: string | undefined;
      }[]
    | undefined;
}

export interface ElementConstraint {
  readonly key: string;
  readonly severity: Exclude<Severity, 'information'>;
  readonly human?: string | undefined;
  readonly expression?: string | undefined;
}

/** One element of a differential or snapshot. Members `fixed[x]` and `pattern[x]` stand under their JSON names. */
export interface ProfileElement {
  readonly id?: string | undefined;
  readonly path: string;
  readonly sliceName?: string | undefined;
  readonly slicing?: Slicing | undefined;
  readonly min?: number | undefined;
  readonly max?: string | undefined;
  readonly type?: readonly ElementType[] | undefined;
  readonly binding?: ElementBinding | undefined;
  readonly constraint?: readonly ElementConstraint[] | undefined;
  readonly isModifier?: boolean | undefined;
  readonly [member: string]: unknown;
}

export interface StructureDefinition {
  readonly resourceType: 'StructureDefinition';
  readonly url: string;
  readonly version?: string | undefined;
  readonly name?: string | undefined;
  readonly kind?: string | undefined;
  readonly type: string;
  readonly baseDefinition?: string | undefined;
  readonly derivation?: string | undefined;
  readonly context?: readonly { readonly type: string | undefined; readonly expression: string }[] | undefined;
  readonly snapshot?: { readonly element: readonly ProfileElement[] } | undefined;
  readonly differential?: { readonly element: readonly ProfileElement[] } | undefined;
}

export interface CodeSystemConcept {
  readonly code: string;
  readonly concept?: readonly CodeSystemConcept[] | undefined;
  readonly property?: readonly { readonly code: string | undefined; readonly valueCode?: string }[] | undefined;
}

export interface CodeSystem {
  readonly resourceType: 'CodeSystem';
  readonly url: string;
  readonly content?: string | undefined;
  readonly concept?: readonly CodeSystemConcept[] | undefined;
}

export interface ValueSetInclude {
  readonly system?: string | undefined;
  readonly concept?: readonly { readonly code: string }[] | undefined;
  readonly filter?: readonly { readonly property: string | undefined; readonly op: string; readonly value: string }[];
  readonly valueSet?: readonly string[] | undefined;
}

export interface ValueSet {
  readonly resourceType: 'ValueSet';
  readonly url: string;
  readonly compose?:
    | { readonly include?: readonly ValueSetInclude[] | undefined; readonly exclude?: readonly ValueSetInclude[] }
    | undefined;
}

export type PackageResource = StructureDefinition | ValueSet | CodeSystem;

/** A canonical without its version. */
export function canonicalUrl(canonical: string): string {
  const bar = canonical.indexOf('|');
  return bar < 0 ? canonical : canonical.slice(0, bar);
}
