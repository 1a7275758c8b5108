/** Puts the content class and the labels on a resource when it is written: decisions read columns, never bodies. */
import { type ContentClass, contentClass, label } from '#disclosure';
import { aboutNobodyTypes, classByCode, classByType } from './content-class-table.ts';
import type { SensitiveLabeller } from './label-sensitive.ts';
import { labelBySecurity, understoodSystems } from './security-label-table.ts';

interface Coding {
  readonly system?: string;
  readonly code?: string;
}
interface Concept {
  readonly coding?: readonly Coding[];
}
export interface ClassifiableResource {
  readonly resourceType: string;
  readonly meta?: { readonly security?: readonly Coding[] };
  readonly category?: unknown;
  readonly code?: unknown;
  readonly contained?: unknown;
  /** Of a Bundle. */
  readonly entry?: unknown;
}

export interface Classification {
  readonly contentClass: ContentClass;
  readonly label: number;
}

function concepts(value: unknown): readonly Concept[] {
  if (Array.isArray(value)) return value as Concept[];
  return typeof value === 'object' && value !== null ? [value as Concept] : [];
}

function classFromCodes(value: unknown): ContentClass | undefined {
  for (const concept of concepts(value))
    for (const coding of concept.coding ?? []) {
      const found = classByCode[`${coding.system}|${coding.code}`];
      if (found !== undefined) return found;
    }
  return undefined;
}

function labelsOf(resource: ClassifiableResource, found: ContentClass): number {
  let bits = found === contentClass.safeguarding ? label.safeguarding | label.hiddenFromProxy : 0;
  for (const security of resource.meta?.security ?? []) {
    const known = labelBySecurity[`${security.system}|${security.code}`];
    // D0: a security label that we do not understand may forbid anything, so the item waits for a human.
    if (known === undefined && (security.system === undefined || understoodSystems.has(security.system)))
      bits |= label.awaitingFiling;
    bits |= known ?? 0;
  }
  return bits;
}

function isResource(value: unknown): value is ClassifiableResource {
  return (
    typeof value === 'object' && value !== null && typeof (value as ClassifiableResource).resourceType === 'string'
  );
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** What is contained in it, and the entries of a Bundle that is kept as it came, however deep. */
function* resourcesWithin({ contained, entry }: ClassifiableResource): Generator<ClassifiableResource> {
  const entries = listOf(entry).map((one) => (one as { resource?: unknown } | null)?.resource);
  for (const one of [...listOf(contained), ...entries])
    if (isResource(one)) {
      yield one;
      yield* resourcesWithin(one);
    }
}

/** Nothing is passed through inside something else: the whole has every label of its parts (attack 28). */
function labelsOfParts(resource: ClassifiableResource): number {
  let bits = 0;
  for (const part of resourcesWithin(resource))
    bits |= labelsOf(part, classFromCodes(part.category) ?? classFromCodes(part.code) ?? contentClass.consultation);
  return bits;
}

function sensitiveBits(
  resource: ClassifiableResource,
  { text, labeller }: { readonly text: string; readonly labeller: SensitiveLabeller },
): number {
  try {
    return labeller(resource, text);
  } catch {
    return label.awaitingFiling;
  }
}

/**
 * `isAboutPatient` false: a resource on a shelf, such as an organisation. A labeller that fails holds the entry back until a
 * human has looked (D0, attack 69).
 */
export function classifyResource(
  resource: ClassifiableResource,
  isAboutPatient: boolean,
  sensitive: { readonly text: string; readonly labeller: SensitiveLabeller },
): Classification {
  const byType = classByType[resource.resourceType];
  const found =
    classFromCodes(resource.category) ??
    classFromCodes(resource.code) ??
    byType ??
    (!isAboutPatient && aboutNobodyTypes.has(resource.resourceType)
      ? contentClass.administration
      : contentClass.consultation);
  // The R of a restricted person is about their place, not about hiding that they exist (D10).
  if (resource.resourceType === 'Patient') return { contentClass: found, label: 0 };
  return {
    contentClass: found,
    label:
      labelsOf(resource, found) | labelsOfParts(resource) | (isAboutPatient ? sensitiveBits(resource, sensitive) : 0),
  };
}
