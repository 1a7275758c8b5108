/** Bindings that a profile narrows (R4 4.1.5): required ones are errors, extensible ones warn, what cannot be told is asked on. */
import type { CheckContext } from './check-context.ts';
import type { ElementItem, Members } from './element-item.ts';
import type { OpenBinding } from './profile-issue.ts';
import type { NodeBinding } from './profile-tree.ts';

type Codings = OpenBinding['codings'];

/** The codes that an item says; undefined when it is of no coded type. */
export function codingsOf(item: ElementItem): Codings | undefined {
  const { value, type } = item;
  if (typeof value === 'string') return ['code', 'string', 'uri'].includes(type) ? [{ code: value }] : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  if (type === 'CodeableConcept') {
    const list = (value as Members)['coding'];
    return (Array.isArray(list) ? (list as (Members | null)[]) : []).flatMap((one) => codingOf(one));
  }
  return ['Coding', 'Quantity', 'Age', 'Duration', 'Count', 'Distance'].includes(type)
    ? codingOf(value as Members)
    : undefined;
}

function codingOf(value: Members | null): Codings {
  const { system, code } = value ?? {};
  if (typeof code !== 'string') return [];
  return [typeof system === 'string' ? { system, code } : { code }];
}

export function checkBinding({ strength, valueSet }: NodeBinding, item: ElementItem, context: CheckContext): void {
  const codings = codingsOf(item);
  if (codings === undefined) return;
  // A quantity without a code, or a concept in words alone, says nothing that an extensible binding could judge.
  if (codings.length === 0 && (strength === 'extensible' || item.type !== 'CodeableConcept')) return;
  // Only the code of a code element stands without a system; a Coding without one is in no value set.
  const isPlain = typeof item.value === 'string';
  const answers = codings.map(({ system, code }) =>
    system === undefined && !isPlain ? false : context.membership(valueSet, system, code),
  );
  if (answers.includes(true)) return;
  const { place } = item;
  if (answers.includes(undefined)) {
    context.findings.addOpen({ place, profile: context.profile, valueSet, strength, codings });
    return;
  }
  context.findings.add({
    severity: strength === 'required' ? 'error' : 'warning',
    place,
    rule: `must be of the value set ${valueSet} (${strength} binding)`,
    profile: context.profile,
  });
}
