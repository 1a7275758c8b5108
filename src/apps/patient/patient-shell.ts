/** What stands around every page of the person's own app. */
import type { Link, PatientShell } from '#kit';
import { words } from './words.en.ts';

export interface ShellRequest {
  readonly title: string;
  readonly nonce: string;
  readonly nowMs: number;
  readonly isDemo: boolean;
  /** Absent before sign-in. */
  readonly formToken?: string;
  readonly current?: 'home' | 'log' | 'choices';
  /** Whom they act for on this page. */
  readonly acting?: { readonly called: string; readonly home: string };
  readonly back?: Link;
  readonly hasErrors?: boolean;
  readonly live?: PatientShell['live'];
}

const footer: readonly Link[] = [{ text: words.help, href: '/my/help' }];

type Navigation = PatientShell['navigation'];

function ownNavigation(current: ShellRequest['current']): Navigation {
  return [
    { key: 'home', text: words.home, href: '/my', isCurrent: current === 'home' },
    { key: 'profile', text: words.whoLooked, href: '/my/who-has-looked', isCurrent: current === 'log' },
    { key: 'choices', text: words.choices, href: '/my/choices', isCurrent: current === 'choices' },
  ];
}

/** Who acts for somebody goes to that record, or back to their own; never to the log or the choices of another. */
function actingNavigation(home: string): Navigation {
  return [
    { key: 'home', text: words.actingHome, href: home },
    { key: 'profile', text: words.ownPages, href: '/my' },
  ];
}

export function patientShell(asked: ShellRequest): PatientShell {
  const { acting } = asked;
  const navigation = acting === undefined ? ownNavigation(asked.current) : actingNavigation(acting.home);
  return {
    audience: 'patient',
    title: asked.title,
    serviceName: words.serviceName,
    homeHref: '/my',
    isDemo: asked.isDemo,
    now: new Date(asked.nowMs).toISOString(),
    navigation: asked.formToken === undefined ? [] : navigation,
    ...(acting === undefined ? {} : { actingFor: acting.called }),
    ...(asked.formToken === undefined ? {} : { signOut: { action: '/my/sign-out', forgeryToken: asked.formToken } }),
    ...(asked.back === undefined ? {} : { back: asked.back }),
    ...(asked.live === undefined ? {} : { live: asked.live }),
    ...(asked.hasErrors === true ? { hasErrors: true } : {}),
    footer,
    cspNonce: asked.nonce,
  };
}
