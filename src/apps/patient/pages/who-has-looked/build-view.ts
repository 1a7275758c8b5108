/** The access log as the page shows it: grouped by day, each look in words, and what counting it showed. */
import { patientDay, patientTime } from '#kit';
import type { LookLine, WhoHasLooked } from '#record';
import { type FoldedLine, foldOwnLooks } from './fold-own-looks.ts';
import { sayLook } from './say-look.ts';
import { reviewSaid } from './say-review.ts';
import type { Look, NamesState, WhoHasLookedView } from './view.ts';
import { sentences } from './words.en.ts';

/** Names close again this long after signing in. */
export const namesMinutes = 10;

export interface WhoHasLookedAsked {
  readonly authenticatedAtMs: number;
  readonly nowMs: number;
  readonly wantsNamesHidden: boolean;
}

const instant = (timeMs: number): string => new Date(timeMs).toISOString();

export function namesState(asked: WhoHasLookedAsked): NamesState {
  const isFresh = asked.nowMs - asked.authenticatedAtMs < namesMinutes * 60_000;
  const returnTo = '/my/who-has-looked';
  if (isFresh && !asked.wantsNamesHidden)
    return {
      kind: 'shown',
      confirmedAt: instant(asked.authenticatedAtMs),
      minutes: namesMinutes,
      hideHref: `${returnTo}?names=hidden`,
    };
  return {
    kind: 'hidden',
    showHref: isFresh ? returnTo : `/sign-in/patient?${new URLSearchParams({ again: 'yes', returnTo })}`,
  };
}

export function lookOf(line: LookLine, showsNames: boolean): Look {
  const at = instant(line.atMs);
  const said = sayLook(line, showsNames);
  const review = reviewSaid(line);
  const isOwn = line.caller?.kind === 'patient' && line.caller.app === undefined;
  return {
    id: String(line.entry),
    at,
    ...said,
    ...(review === undefined ? {} : { review }),
    ...(line.personSequence === undefined ? {} : { number: line.personSequence }),
    ...(isOwn || line.leafIndex === undefined
      ? {}
      : {
          wrong: {
            text: sentences.wrong,
            href: `/my/who-has-looked/${line.leafIndex}/wrong`,
            hidden: `(${said.who}, ${patientDay(at)}, ${patientTime(at)})`,
          },
        }),
    ...(line.caller?.kind !== 'staff' || line.leafIndex === undefined
      ? {}
      : {
          stop: {
            text: sentences.stop,
            href: `/my/choices/sharing-person?look=${line.leafIndex}`,
            hidden: `(${said.who}, ${patientDay(at)}, ${patientTime(at)})`,
          },
        }),
  };
}

function foldedLook(folded: FoldedLine, showsNames: boolean): Look {
  if (folded.kind === 'line') return lookOf(folded.line, showsNames);
  const { newest, oldest, count } = folded;
  const to = newest.personSequence;
  const from = oldest.personSequence;
  return {
    ...lookOf(newest, showsNames),
    what: (newest.caller?.app === undefined ? sentences.youOpenedTimes : sentences.appLookedTimes).replace(
      '{count}',
      String(count),
    ),
    ...(from === undefined || to === undefined ? {} : { fromNumber: from }),
  };
}

export function whoHasLookedView(log: WhoHasLooked, asked: WhoHasLookedAsked): WhoHasLookedView {
  const names = namesState(asked);
  const day = (line: LookLine): string => patientDay(instant(line.atMs));
  const folded = foldOwnLooks(log.lines, (one, other) => day(one) === day(other));
  const looks = folded.map((one) => foldedLook(one, names.kind === 'shown'));
  const byDay = Map.groupBy(looks, (look) => patientDay(look.at));
  const older = new URLSearchParams({ before: String(log.nextBeforeLeaf ?? '') });
  if (asked.wantsNamesHidden) older.set('names', 'hidden');
  return {
    names,
    shown: log.lines.length,
    total: log.total,
    days: [...byDay.values()].map((some) => ({ day: some[0]?.at ?? '', looks: some })),
    ...(log.nextBeforeLeaf === undefined
      ? {}
      : { more: { text: sentences.more, href: `/my/who-has-looked?${older}` } }),
    proof: {
      entries: log.numbering.entries,
      from: 1,
      to: log.numbering.to,
      isComplete: log.numbering.isComplete,
      checkedAt: instant(log.checkedAtMs),
      downloadHref: `/my/who-has-looked/download${asked.wantsNamesHidden ? '?names=hidden' : ''}`,
      helpHref: '/my/wrong?about=log',
    },
  };
}
