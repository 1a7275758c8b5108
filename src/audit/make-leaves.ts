/** The leaves of some entries, each behind its person's last. Pure but for the salts and for the turns that it gives to others. */
import { randomBytes } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { PersonNumber } from '#disclosure';
import { leafContents, leafHash, leafPreimage } from './leaf.ts';
import type { DerivedLeaf } from './queries/insert-leaves.ts';
import type { PersonHead } from './queries/select-heads.ts';
import type { UnderivedEntry } from './queries/select-underived.ts';
import { currentForm } from './verify/leaf-form.ts';

/** Made in one go: a quarter of a millisecond or so, in which no request is answered. */
const leavesAtOnce = 8;

/** `headByPerson` is brought forward with each leaf. */
export async function makeLeaves(
  entries: readonly UnderivedEntry[],
  headByPerson: Map<PersonNumber, PersonHead>,
  firstLeaf: number,
): Promise<readonly DerivedLeaf[]> {
  const leaves: DerivedLeaf[] = [];
  const nextSalt = saltSource();
  let restedAt = 0;
  for (const entry of entries) {
    if (leaves.length - restedAt >= leavesAtOnce) {
      restedAt = leaves.length;
      await setImmediate();
    }
    for (const content of leafContents(entry.body, entry.persons)) {
      const head = headByPerson.get(content.person);
      const salt = nextSalt();
      const place = {
        leafIndex: firstLeaf + leaves.length,
        entry: entry.position,
        atMs: entry.atMs,
        personSequence: (head?.personSequence ?? 0) + 1,
        previous: head?.hash,
      };
      const hash = leafHash(leafPreimage(currentForm, place, content, salt));
      leaves.push({ ...place, person: content.person, form: currentForm, salt, hash });
      headByPerson.set(content.person, { personSequence: place.personSequence, hash });
    }
  }
  return leaves;
}

/** 32 random bytes each, lower-case hex; drawn many at a time because each draw costs more than its bytes. */
function saltSource(): () => string {
  let pool = '';
  return () => {
    if (pool === '') pool = randomBytes(32 * 64).toString('hex');
    const salt = pool.slice(0, 64);
    pool = pool.slice(64);
    return salt;
  };
}
