/** References to what is about nobody (practitioners, organisations, places), found in stored bytes without parsing them. */
import type { ResourceType } from '#fhir/resource-types.ts';

export interface ShelfReference {
  readonly type: ResourceType;
  readonly id: string;
}

/** Shelves have the lowest numbers, so the ids of what lies on them begin with nine noughts. */
const idBeginning = Buffer.from('/000000000');
const idLength = 22;
const idForm = /^0{9}[0-9a-z]{13}$/;
const typeForm = /"reference":"([A-Z][A-Za-z]+)$/;
/** The longest name of a type, and the member's name before it. */
const typeRoom = 13 + 40;
const quote = 0x22;
const slash = 0x2f;

/** In the order in which they stand, repeats included. JSON of the store has no spaces around its colons. */
export function shelfReferencesIn(body: Buffer): ShelfReference[] {
  const found: ShelfReference[] = [];
  for (let at = body.indexOf(idBeginning); at !== -1; at = body.indexOf(idBeginning, at + 1)) {
    const end = at + 1 + idLength;
    const after = body[end];
    if (after !== quote && after !== slash) continue;
    const id = body.toString('latin1', at + 1, end);
    const type = typeForm.exec(body.toString('latin1', Math.max(0, at - typeRoom), at))?.[1];
    if (type !== undefined && idForm.test(id)) found.push({ type: type as ResourceType, id });
  }
  return found;
}
