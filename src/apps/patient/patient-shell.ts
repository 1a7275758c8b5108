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
  readonly current?: 'home' | 'log';
  readonly back?: Link;
  readonly hasErrors?: boolean;
}

const footer: readonly Link[] = [{ text: words.help, href: '/my/help' }];

export function patientShell(asked: ShellRequest): PatientShell {
  const isSignedIn = asked.formToken !== undefined;
  return {
    audience: 'patient',
    title: asked.title,
    serviceName: words.serviceName,
    homeHref: '/my',
    isDemo: asked.isDemo,
    now: new Date(asked.nowMs).toISOString(),
    navigation: isSignedIn
      ? [
          { key: 'home', text: words.home, href: '/my', isCurrent: asked.current === 'home' },
          { key: 'profile', text: words.whoLooked, href: '/my/who-has-looked', isCurrent: asked.current === 'log' },
        ]
      : [],
    ...(asked.formToken === undefined ? {} : { signOut: { action: '/my/sign-out', forgeryToken: asked.formToken } }),
    ...(asked.back === undefined ? {} : { back: asked.back }),
    ...(asked.hasErrors === true ? { hasErrors: true } : {}),
    footer,
    cspNonce: asked.nonce,
  };
}
