/** Lines of the log in which an app has a part: it looks on behalf of somebody, and somebody allowed or stopped it. */
import type { LookLine } from '#record';
import type { Look } from './view.ts';
import { sentences } from './words.en.ts';

type Said = Pick<Look, 'who' | 'role' | 'what' | 'outcome' | 'why' | 'kind'>;

const isEvent = (text: unknown): text is keyof typeof sentences.youEvents =>
  typeof text === 'string' && Object.hasOwn(sentences.youEvents, text);

/** What became of an app, in a sentence; undefined for every other line. */
export function appEventText(line: LookLine): string | undefined {
  const { appEvent, app, stoppedBy } = line.detail ?? {};
  if (!isEvent(appEvent) || typeof app !== 'string') return undefined;
  const events = line.caller?.kind === 'staff' ? sentences.staffEvents : sentences.youEvents;
  const text =
    stoppedBy === 'reuse' || stoppedBy === 'code-reuse'
      ? sentences.keyUsedTwice
      : stoppedBy === 'app'
        ? sentences.appGaveBack
        : events[appEvent];
  return text.replace('{app}', app);
}

export function isKeyUsedTwice(line: LookLine): boolean {
  const by = line.detail?.['stoppedBy'];
  return by === 'reuse' || by === 'code-reuse';
}

/** A look of an app that the person themself connected; `kinds` are the kinds of entries that it saw. */
export function ownAppLook(line: LookLine, appName: string, kinds: string): Said {
  const who = { who: appName, role: sentences.anApp, why: sentences.youAllowedApp };
  if (line.kind === 'refusal' || line.outcome === 'refused')
    return { ...who, what: sentences.appStopped, kind: 'stopped' };
  const what = line.detail?.['shown'] === 'patientId' ? sentences.appFoundYou : '';
  return { ...who, what: what || `${sentences.appLooked}${kinds === '' ? '' : `: ${kinds}`}.`, kind: 'usual' };
}
