/** Finding definitions by what they say of themselves, and reading one by its id here. */
import { createHash } from 'node:crypto';
import type { Resource } from '#fhir/resource-types.ts';
import type { Catalogue, KnownResource, TerminologyType } from './catalogue.ts';

/** The elements that a definition is found by, as they are written. */
export const cardElements = ['url', 'version', 'name', 'title', 'status', 'publisher', 'description'] as const;
export type CardElement = (typeof cardElements)[number];
export type DefinitionCard = Readonly<Partial<Record<CardElement, string>>> & { readonly id: string };

/** Fixed by what it names, so that it means the same on every day and in every process. */
function idOf({ type, url, version }: KnownResource): string {
  return `t-${createHash('sha256')
    .update(`${type} ${url} ${version ?? ''}`)
    .digest('hex')
    .slice(0, 24)}`;
}

interface Carded {
  readonly card: DefinitionCard;
  readonly known: KnownResource;
}

function cardOf(known: KnownResource, resource: Resource): DefinitionCard {
  const texts = cardElements.flatMap((element) => {
    const value = resource[element];
    return typeof value === 'string' ? [[element, value] as const] : [];
  });
  return { id: idOf(known), ...Object.fromEntries(texts) };
}

const cards = new WeakMap<Catalogue, Map<TerminologyType, Promise<readonly Carded[]>>>();

/** Made once for a catalogue and type; what is loaded hides HL7's own of the same address and version. */
function cardsOf(catalogue: Catalogue, type: TerminologyType): Promise<readonly Carded[]> {
  const byType = cards.get(catalogue) ?? new Map<TerminologyType, Promise<readonly Carded[]>>();
  cards.set(catalogue, byType);
  let made = byType.get(type);
  if (made === undefined) {
    made = makeCards(catalogue.all(type));
    byType.set(type, made);
    made.catch(() => byType.delete(type));
  }
  return made;
}

async function makeCards(all: readonly KnownResource[]): Promise<readonly Carded[]> {
  const byId = new Map<string, Carded>();
  for (const known of all) {
    const id = idOf(known);
    if (!byId.has(id)) byId.set(id, { known, card: cardOf(known, await known.read()) });
  }
  return [...byId.values()];
}

async function whole({ card, known }: Carded): Promise<Resource> {
  return { ...(await known.read()), id: card.id };
}

export interface FoundDefinitions {
  readonly resources: readonly Resource[];
  readonly total: number;
}

export async function findDefinitions(
  catalogue: Catalogue,
  type: TerminologyType,
  asked: {
    readonly isMatch: (card: DefinitionCard) => boolean;
    readonly seesInternal: boolean;
    readonly offset: number;
    readonly limit: number;
  },
): Promise<FoundDefinitions> {
  const seen = (await cardsOf(catalogue, type)).filter(({ known }) => asked.seesInternal || !known.isInternal);
  const found = seen.filter(({ card }) => asked.isMatch(card));
  const page = found.slice(asked.offset, asked.offset + asked.limit);
  return { resources: await Promise.all(page.map(whole)), total: found.length };
}

export async function readDefinition(
  catalogue: Catalogue,
  type: TerminologyType,
  { id, seesInternal }: { readonly id: string; readonly seesInternal: boolean },
): Promise<Resource | undefined> {
  const found = (await cardsOf(catalogue, type)).find(({ card }) => card.id === id);
  return found === undefined || (found.known.isInternal && !seesInternal) ? undefined : whole(found);
}
