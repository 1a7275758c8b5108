/** The access log as the page shows it: grouped by day, each look in words, and what counting it showed. */
import { patientDay, patientTime } from '#kit';
import type { LookLine, WhoHasLooked } from '#record';
import { sayLook } from './say-look.ts';
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
  return { kind: 'hidden', showHref: isFresh ? returnTo : `/sign-in/patient?${new URLSearchParams({ returnTo })}` };
}

export function lookOf(line: LookLine, showsNames: boolean): Look {
  const at = instant(line.atMs);
  const said = sayLook(line, showsNames);
  const isOwn = line.caller?.kind === 'patient';
  return {
    id: String(line.entry),
    at,
    ...said,
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
  };
}

export function whoHasLookedView(log: WhoHasLooked, asked: WhoHasLookedAsked): WhoHasLookedView {
  const names = namesState(asked);
  const looks = log.lines.map((line) => lookOf(line, names.kind === 'shown'));
  const byDay = Map.groupBy(looks, (look) => patientDay(look.at));
  const older = new URLSearchParams({ before: String(log.nextBeforeLeaf ?? '') });
  if (asked.wantsNamesHidden) older.set('names', 'hidden');
  return {
    names,
    shown: looks.length,
    total: log.total,
    days: [...byDay.values()].map((day) => ({ day: day[0]?.at ?? '', looks: day })),
    ...(log.nextBeforeLeaf === undefined
      ? {}
      : { more: { text: sentences.more, href: `/my/who-has-looked?${older}` } }),
    proof: {
      entries: log.numbering.entries,
      from: 1,
      to: log.numbering.to,
      isComplete: log.numbering.isComplete,
      checkedAt: instant(log.checkedAtMs),
      helpHref: '/my/wrong?about=log',
    },
  };
}
