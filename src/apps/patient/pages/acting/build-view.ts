import { scopesOfClasses } from '#privacy';
import type { ActingAuthority } from '#record';
import type { ActedFor, ActingView, ActsForMe } from './view.ts';
import { basisWords, doneWords, scopeWords, standingWords } from './words.en.ts';

const iso = (ms: number): string => new Date(ms).toISOString();

const seesOf = (authority: ActingAuthority): string[] =>
  scopesOfClasses(authority.classes).map((scope) => scopeWords[scope]);

function actsForMe(authority: ActingAuthority, practiceName: (code: string) => string): ActsForMe {
  const { startsMs, endsMs, reviewMs, standing } = authority;
  const [text, tone] = standingWords[standing];
  const isOver = standing === 'ended' || standing === 'refused';
  return {
    authority: authority.authority,
    name: authority.proxy.name,
    standing: text,
    tone,
    basis: basisWords[authority.legalBasis],
    sees: seesOf(authority),
    practice: practiceName(authority.organisation),
    ...(startsMs === undefined ? {} : { startsAt: iso(startsMs) }),
    // The end is the midnight after the last day, which is the day that people know.
    ...(endsMs === undefined ? {} : { endsAt: iso(endsMs - 1) }),
    ...(reviewMs === undefined || isOver ? {} : { reviewAt: iso(reviewMs) }),
    canStop: !isOver,
  };
}

function actedFor(authority: ActingAuthority): ActedFor {
  const [standing, tone] = standingWords[authority.standing];
  return {
    called: authority.called,
    standing,
    tone,
    sees: seesOf(authority),
    ...(authority.standing === 'active'
      ? { open: { text: authority.called, href: `/my/acting/${authority.authority}` } }
      : {}),
  };
}

export function actingView(
  forMe: readonly ActingAuthority[],
  byMe: readonly ActingAuthority[],
  page: {
    readonly formToken: string;
    readonly done: string | null;
    readonly isUnclear: boolean;
    practiceName(code: string): string;
  },
): ActingView {
  const { done } = page;
  const all = forMe.map((one) => actsForMe(one, page.practiceName));
  return {
    ...(done === 'stopped' || done === 'asked' ? { done: doneWords[done] } : {}),
    formToken: page.formToken,
    isUnclear: page.isUnclear,
    forMe: all.filter(({ canStop }) => canStop),
    past: all.filter(({ canStop }) => !canStop),
    byMe: byMe.map(actedFor),
  };
}
