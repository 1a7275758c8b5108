/**
 * Levels at which a choice closes entries of a record: to whom, by whom it is made and ended, who is told of it. Data: the
 * compiled rules and the pages read it. The row is that of the label which a source would have sent for the same.
 */
import { isKeyOf } from '#kernel/own-key.ts';
import type { SituationValue } from './situation.ts';

export interface SealLevelRow {
  readonly row: 'D13' | 'D14' | 'D15' | 'D16';
  readonly closesTo: readonly SituationValue<'caller'>[];
  /** A written override of the seal opens it. */
  readonly isLiftedByOverride: boolean;
  readonly madeBy: readonly ('person' | 'staff')[];
  readonly endedBy: readonly ('person' | 'staff')[];
  /** On whose list of choices it stands. */
  readonly toldTo: readonly ('person' | 'staff')[];
}

export const sealLevelTable = {
  sealed: {
    row: 'D13',
    closesTo: ['staff', 'region', 'proxy', 'system'],
    isLiftedByOverride: true,
    madeBy: ['person', 'staff'],
    endedBy: ['person'],
    toldTo: ['person'],
  },
  'sealed-locked': {
    row: 'D14',
    closesTo: ['staff', 'region', 'proxy', 'system'],
    isLiftedByOverride: false,
    madeBy: ['person', 'staff'],
    endedBy: ['person'],
    toldTo: ['person'],
  },
  /** Staff read on; nobody who acts for the person does. */
  'hidden-from-proxies': {
    row: 'D16',
    closesTo: ['proxy'],
    isLiftedByOverride: false,
    madeBy: ['person', 'staff'],
    endedBy: ['person', 'staff'],
    toldTo: ['person', 'staff'],
  },
  /** For somebody whose screen is not theirs alone: what staff keep from it, the list of choices on that screen keeps too. */
  'hidden-from-own-pages': {
    row: 'D15',
    closesTo: ['patient', 'proxy'],
    isLiftedByOverride: false,
    madeBy: ['staff'],
    endedBy: ['staff'],
    toldTo: ['staff'],
  },
} as const satisfies Readonly<Record<string, SealLevelRow>>;

export type SealLevel = keyof typeof sealLevelTable;

export function sealLevelRow(level: SealLevel): SealLevelRow {
  return sealLevelTable[level];
}

/** A level that is not known closes like the strictest. */
export function knownSealLevel(level: string | null): SealLevel {
  return level !== null && isKeyOf(sealLevelTable, level) ? level : 'sealed-locked';
}

export function sealLevelsWhere(test: (row: SealLevelRow) => boolean): readonly SealLevel[] {
  return (Object.keys(sealLevelTable) as SealLevel[]).filter((level) => test(sealLevelTable[level]));
}
