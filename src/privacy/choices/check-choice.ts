/** Whether a choice can be made as it stands, and by whom. Pure. */
import { type Caller, type LabelName, label } from '#disclosure';
import { roleProfile } from '../decide/role-table.ts';
import type { Choice, ChoiceMaker } from './choice.ts';

/** What a person may ask to be shared although it is kept back by default. */
const shareable: ReadonlySet<LabelName> = new Set([
  'sexualHealth',
  'fertility',
  'genderIdentity',
  'termination',
  'anonymousService',
]);
const safeContactLongest = 500;

export function isChoiceComplete(choice: Choice): boolean {
  switch (choice.kind) {
    case 'objection':
      if (choice.policy !== 'absolute' && choice.policy !== 'emergency-override') return false;
      return choice.scope !== 'individual' || (choice.staffId !== '' && choice.issuer !== '');
    case 'seal': {
      if (choice.level !== 'sealed' && choice.level !== 'sealed-locked') return false;
      return choice.scope === 'entry' ? choice.entries.length > 0 : choice.classes.length > 0;
    }
    case 'share-sensitive':
      return choice.labels.length > 0 && choice.labels.every((name) => shareable.has(name));
    case 'safe-contact':
      return choice.words.trim() !== '' && choice.words.length <= safeContactLongest;
    case 'protection':
    case 'discreet-mode':
      return true;
  }
}

export function labelBits(names: readonly LabelName[]): number {
  return names.reduce((bits, name) => bits | label[name], 0);
}

/** The person themself, or staff whose role writes choices down. Nobody who acts for the person chooses for them. */
export function choiceMakerOf(caller: Caller): ChoiceMaker | undefined {
  switch (caller.kind) {
    case 'patient':
      return caller.onBehalfOf === undefined
        ? { kind: 'person', issuer: caller.issuer, id: caller.subject, name: caller.name }
        : undefined;
    case 'staff':
      return caller.vouchedForBy === undefined && roleProfile(caller.roleCode).activities.has('record-choices')
        ? {
            kind: 'staff',
            issuer: caller.issuer,
            id: caller.staffId,
            name: caller.name,
            organisation: caller.organisation,
          }
        : undefined;
    case 'system':
      return undefined;
  }
}

/** What only the person takes back: were staff able to, it would protect from nobody. */
export const onlyThePersonEnds: ReadonlySet<string> = new Set(['protection', 'seal', 'discreet-mode']);
