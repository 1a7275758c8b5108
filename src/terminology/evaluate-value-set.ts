/** Asking a compiled value set: is this code in it, and what does it list. */
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { type CompiledValueSet, isListOnly, type SystemPart } from './compiled-value-set.ts';
import type { Concept, ConceptSource, Selection } from './concept-source.ts';
import { terminologyFault } from './faults.ts';
import { createResourceCodeSystem } from './resource-code-system.ts';

const listSources = new WeakMap<SystemPart, ConceptSource>();

/** Of a code system that is not known here, the value set's own list is all there is. Fault TERMINOLOGY-002. */
export function sourceOfPart(part: SystemPart): Outcome<ConceptSource> {
  if (part.source !== undefined) return ok(part.source);
  if (!isListOnly(part.expression)) {
    const version = part.version === undefined ? '' : ` in version ${part.version}`;
    return failed(
      terminologyFault('TERMINOLOGY-002', [{ place: 'system', rule: `${part.system}${version} is not loaded` }]),
    );
  }
  let source = listSources.get(part);
  if (source === undefined) {
    source = createResourceCodeSystem({
      resourceType: 'CodeSystem',
      status: 'active',
      content: 'fragment',
      url: part.system,
      ...(part.version === undefined ? {} : { version: part.version }),
      concept: [...part.listed.values()],
    });
    listSources.set(part, source);
  }
  return ok(source);
}

/** The part that holds the code; without a system, whichever does. Undefined when none does. */
export async function partHolding(
  compiled: CompiledValueSet,
  system: string | undefined,
  code: string,
): Promise<Outcome<SystemPart | undefined>> {
  let unanswered: Outcome<never> | undefined;
  for (const part of compiled.values()) {
    if (system !== undefined && part.system !== system) continue;
    const source = sourceOfPart(part);
    const holds = source.ok ? await source.value.holds(part.expression, code) : source;
    if (!holds.ok) unanswered ??= holds;
    else if (holds.value) return ok(part);
  }
  // "No" is said only when every part could be asked.
  return unanswered ?? ok(undefined);
}

export interface ListedConcept {
  readonly part: SystemPart;
  readonly concept: Concept;
}

export interface ConceptList {
  readonly concepts: readonly ListedConcept[];
  readonly total: number;
}

/** A page over all code systems, in the order of the definition. Faults TERMINOLOGY-002, TERMINOLOGY-005. */
export async function listConcepts(
  compiled: CompiledValueSet,
  page: Omit<Selection, 'expression'>,
): Promise<Outcome<ConceptList>> {
  const concepts: ListedConcept[] = [];
  let total = 0;
  for (const part of compiled.values()) {
    const source = sourceOfPart(part);
    if (!source.ok) return source;
    const selected = await source.value.select({
      ...page,
      expression: part.expression,
      offset: Math.max(0, page.offset - total),
      limit: page.limit - concepts.length,
    });
    if (!selected.ok) return selected;
    total += selected.value.total;
    for (const concept of selected.value.concepts) concepts.push({ part, concept });
  }
  return ok({ concepts, total });
}
