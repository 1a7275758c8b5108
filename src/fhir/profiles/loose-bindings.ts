/**
 * Codes that the base specification only binds loosely (R4 4.1.5): outside an extensible value set is a warning, outside a
 * preferred one is information, and neither is ever an error. What no loaded terminology can judge is not spoken of.
 */
import type { FhirDefinitions, TypeStructure } from '../definitions.ts';
import { codingsOf } from './check-binding.ts';
import { type ElementItem, itemsOf, type Members, resourceItem } from './element-item.ts';
import type { ProfileIssue } from './profile-issue.ts';
import type { MembershipPort } from './value-set-membership.ts';

interface LooseCode {
  readonly place: string;
  readonly strength: 'extensible' | 'preferred';
  readonly valueSet: string;
  readonly codings: NonNullable<ReturnType<typeof codingsOf>>;
}

// Each may be a question to the database: a hostile resource gets no more answers than anybody reads.
const mostJudged = 200;

function collect(definitions: FhirDefinitions, owner: ElementItem, found: LooseCode[]): void {
  const structure: TypeStructure | undefined = definitions.types.get(owner.type);
  for (const { name, extensible, preferred } of structure?.elements ?? []) {
    for (const item of itemsOf(definitions, owner, name)) {
      const valueSet = extensible ?? preferred;
      const codings = valueSet === undefined ? undefined : codingsOf(item);
      if (valueSet !== undefined && codings !== undefined && codings.length > 0 && found.length < mostJudged)
        found.push({
          place: item.place,
          strength: extensible === undefined ? 'preferred' : 'extensible',
          valueSet,
          codings,
        });
      if (typeof item.value !== 'object' || item.value === null) continue;
      const inner = item.type === 'Resource' ? resourceItem(item.value as Members, item.place) : item;
      collect(definitions, inner, found);
    }
  }
}

/** @param resource valid: what is deeper than a validator lets pass would be followed to its end */
export async function judgeLooseBindings(
  definitions: FhirDefinitions,
  resource: Members,
  isMember: MembershipPort,
): Promise<ProfileIssue[]> {
  const found: LooseCode[] = [];
  collect(definitions, resourceItem(resource), found);
  const judged = found.map(async ({ place, strength, valueSet, codings }): Promise<ProfileIssue[]> => {
    const answers = await Promise.all(codings.map(({ system, code }) => isMember(valueSet, system, code)));
    // One code of the value set is enough; where one of several is not known, it may be the one.
    if (answers.some((answer) => !answer.ok || answer.value)) return [];
    const severity = strength === 'extensible' ? 'warning' : 'information';
    const rule =
      strength === 'extensible'
        ? `should be of the value set ${valueSet} where one of its codes applies (extensible binding)`
        : `is recommended to be of the value set ${valueSet} (preferred binding)`;
    return [{ severity, place, rule }];
  });
  return (await Promise.all(judged)).flat();
}
