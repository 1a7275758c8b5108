/** Whether a choice can be made as it stands, and by whom. Pure. */
import { type Caller, type LabelName, label } from '#disclosure';
import { isKeyOf } from '#kernel/own-key.ts';
import type { Activity } from '../decide/activity-table.ts';
import { roleProfile } from '../decide/role-table.ts';
import { type SealLevel, sealLevelRow, sealLevelsWhere, sealLevelTable } from '../decide/seal-level-table.ts';
import type { Choice, ChoiceKind, ChoiceMaker, KeptChoice } from './choice.ts';

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
      if (!isKeyOf(sealLevelTable, choice.level)) return false;
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

/**
 * The person themself, or staff whose role holds the activity; by default, writing choices down. Nobody who acts for the
 * person chooses for them.
 */
export function choiceMakerOf(caller: Caller, activity: Activity = 'record-choices'): ChoiceMaker | undefined {
  switch (caller.kind) {
    case 'patient':
      return caller.onBehalfOf === undefined
        ? { kind: 'person', issuer: caller.issuer, id: caller.subject, name: caller.name }
        : undefined;
    case 'staff':
      return caller.vouchedForBy === undefined && roleProfile(caller.roleCode).activities.has(activity)
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

/** Who makes this choice: what is kept from the person's own pages is not theirs to make, nor any role's. */
export function makerOfChoice(caller: Caller, choice: Choice): ChoiceMaker | undefined {
  if (choice.kind !== 'seal' || !isKeyOf(sealLevelTable, choice.level)) return choiceMakerOf(caller);
  const { madeBy } = sealLevelRow(choice.level);
  const maker = choiceMakerOf(caller, madeBy.includes('person') ? 'record-choices' : 'withhold-from-person');
  return maker !== undefined && madeBy.includes(maker.kind) ? maker : undefined;
}

export interface Endable {
  readonly by: ChoiceMaker;
  readonly kinds: readonly ChoiceKind[];
  readonly levels: readonly SealLevel[];
}

/** Beside seals, whose levels say it. What protects from staff only the person takes back. */
const kindsThatEnd: Readonly<Record<ChoiceMaker['kind'], readonly ChoiceKind[]>> = {
  person: ['objection', 'protection', 'share-sensitive', 'discreet-mode', 'safe-contact'],
  staff: ['objection', 'share-sensitive', 'safe-contact'],
};

/** What this caller may take back; undefined: nothing. */
export function endableBy(caller: Caller): Endable | undefined {
  const writer = choiceMakerOf(caller);
  const withholder = caller.kind === 'staff' ? choiceMakerOf(caller, 'withhold-from-person') : undefined;
  const by = writer ?? withholder;
  if (by === undefined) return undefined;
  const isEnded = (row: { readonly madeBy: readonly string[]; readonly endedBy: readonly string[] }): boolean => {
    const isForWithholders = !row.madeBy.includes('person');
    return row.endedBy.includes(by.kind) && (isForWithholders ? withholder : writer) !== undefined;
  };
  return { by, kinds: writer === undefined ? [] : kindsThatEnd[by.kind], levels: sealLevelsWhere(isEnded) };
}

/** Whether this choice stands, and is this caller's to take back at all, whenever they signed in: as the statement that ends it has it. */
export function mayTakeBack(caller: Caller, { kind, level, ended }: KeptChoice): boolean {
  const { kinds = [], levels = [] } = endableBy(caller) ?? {};
  const isTheirs = kinds.includes(kind) || (kind === 'seal' && level !== undefined && levels.includes(level));
  return ended === undefined && isTheirs;
}
