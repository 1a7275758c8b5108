/** One line of the access log as a plain sentence: who, what, why (A8). Codes and counts stay in the log. */
import type { LookLine } from '#record';
import { kindsOfEntries } from '../../plain-words/kinds-of-entries-table.ts';
import { listWords } from '../../plain-words/list-words.ts';
import { reasonsToLook, reasonsToStop } from '../../plain-words/relationships-table.ts';
import { rolesInPlainWords } from '../../plain-words/roles-table.ts';
import { appEventText, isKeyUsedTwice, ownAppLook } from './say-app.ts';
import { reviewWhat } from './say-review.ts';
import { teamWhat } from './say-team.ts';
import type { Look } from './view.ts';
import { sentences } from './words.en.ts';

type Said = Pick<Look, 'who' | 'role' | 'what' | 'outcome' | 'why' | 'kind'>;

const kindOrder = [...new Set(Object.values(kindsOfEntries))];

function placeOf(name: string): number {
  const place = kindOrder.indexOf(name);
  return place === -1 ? kindOrder.length : place;
}

function kindsText(line: LookLine): string {
  const names = new Set(line.kinds.map((kind) => kindsOfEntries[kind] ?? sentences.otherEntries));
  // "measurements and test results" says "test results" already.
  if (names.has(kindsOfEntries['Observation'] ?? '')) names.delete(kindsOfEntries['DiagnosticReport'] ?? '');
  return listWords([...names].sort((one, other) => placeOf(one) - placeOf(other)));
}

/** `a GP`; the organisation's own word for the role where the national code says nothing to us. */
function roleWithArticle(line: LookLine): string {
  if (line.role === undefined) return sentences.somebody;
  const known = rolesInPlainWords[line.role.code];
  return known ?? `${/^[aeiou]/i.test(line.role.name) ? 'an' : 'a'} ${line.role.name.toLowerCase()}`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

interface WhoSaid {
  readonly who: string;
  readonly role?: string;
}

/** Work of the region itself, which nobody asked for. */
const isRegionsOwn = ({ caller }: LookLine): boolean => caller === undefined;

function whoOf(line: LookLine, showsNames: boolean): WhoSaid {
  const place = line.organisation?.name;
  if (line.caller?.kind === 'patient') return { who: sentences.you };
  if (line.caller?.kind === 'proxy')
    return { who: line.caller.name ?? sentences.somebodyActing, role: sentences.actsForYou };
  if (line.caller?.kind === 'system') return { who: place ?? sentences.aSystem, role: sentences.itsSystem };
  if (isRegionsOwn(line)) return { who: sentences.thisService };
  const withArticle = roleWithArticle(line);
  const at = place === undefined ? '' : ` ${sentences.at} ${place}`;
  if (!showsNames || line.caller?.name === undefined) return { who: `${capitalised(withArticle)}${at}` };
  return { who: line.caller.name, role: `${withArticle.replace(/^an? /, '')}${at}` };
}

function wroteText(line: LookLine): string {
  return line.reason === undefined ? '' : ` ${sentences.theyWrote} “${line.reason}”`;
}

function whyOf(line: LookLine): string {
  if (line.caller?.kind === 'patient') return sentences.ownRecord;
  if (line.caller?.kind === 'proxy') return sentences.agreedToAct;
  if (isRegionsOwn(line)) return sentences.keptSafe;
  const organisation = line.organisation?.name ?? sentences.theirOrganisation;
  for (const relationship of line.relationship?.split('; ') ?? []) {
    const why = reasonsToLook[relationship];
    if (why === undefined) continue;
    return `${why.replace('{organisation}', organisation)}${wroteText(line)}`;
  }
  return line.reason === undefined ? sentences.noReason : wroteText(line).trim();
}

function whyStopped(line: LookLine, decidedBy: readonly string[]): string {
  const row = reasonsToStop.find(([code]) => decidedBy.includes(code));
  return `${row?.[1] ?? sentences.noCareKnown}${wroteText(line)}`;
}

const isChoiceRefused = ({ kind, outcome }: LookLine): boolean => kind === 'choice' && outcome === 'refused';
const refusedChoice = { what: sentences.triedToChoose, outcome: sentences.nothingChanged };

function ownLook(line: LookLine): Said {
  const said = { who: sentences.you, why: sentences.ownRecord, kind: 'usual' as const };
  const { detail } = line;
  const event = appEventText(line);
  if (event !== undefined) {
    if (!isKeyUsedTwice(line)) return { ...said, what: event };
    return { who: sentences.thisService, what: event, why: sentences.keptSafe, kind: 'stopped' };
  }
  if (isChoiceRefused(line)) return { ...said, ...refusedChoice };
  if (line.kind === 'refusal' || line.outcome === 'refused')
    return { ...said, what: sentences.youTried, outcome: sentences.youWereStopped, why: sentences.notProved };
  if (detail?.['concern'] !== undefined) {
    const number = detail['concernsEntry'];
    return { ...said, what: number === undefined ? sentences.youReported : `${sentences.youReportedEntry} ${number}.` };
  }
  if (detail?.['shown'] === 'accessLogFile') return { ...said, what: sentences.youDownloaded };
  if (detail?.['shown'] === 'accessLog') return { ...said, what: sentences.youReadThis };
  return { ...said, what: sentences.youOpened };
}

function stoppedLook(line: LookLine, who: WhoSaid, decidedBy: readonly string[]): Said {
  const what = line.caller?.kind === 'system' ? sentences.systemTried : sentences.tried;
  const outcome = line.kind === 'search' ? sentences.stoppedAfterSearch : sentences.stopped;
  return { ...who, what, outcome, why: whyStopped(line, decidedBy), kind: 'stopped' };
}

function searchLook(line: LookLine, who: WhoSaid): Said {
  const by = who.role === undefined ? lowerFirst(who.who) : `${who.who}, ${who.role}`;
  return {
    who: sentences.searchFound,
    role: `${sentences.by} ${by}`,
    what: sentences.searchShowed,
    why: whyOf(line),
    kind: 'usual',
  };
}

function lowerFirst(text: string): string {
  return /^An? /.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

function openedText(line: LookLine): string {
  const kinds = kindsText(line);
  const app = line.caller?.app;
  const byStaff = app === undefined ? sentences.opened : `${sentences.opened} ${sentences.withApp} ${app.name}`;
  const opened = line.caller?.kind === 'system' ? sentences.systemRead : byStaff;
  return kinds === '' ? `${opened}.` : `${opened}: ${kinds}.`;
}

function whatOf(line: LookLine): string {
  switch (line.kind) {
    case 'disclosure':
    case 'search':
      return openedText(line);
    case 'export':
      return sentences.exported;
    case 'write':
      return line.caller?.kind === 'system' ? sentences.systemWrote : sentences.wrote;
    case 'break-glass':
      return line.relationship === 'second-person' ? sentences.agreed : sentences.brokeGlass;
    case 'claim':
      return line.relationship === 'seal-override' ? sentences.overrode : sentences.claimed;
    case 'choice':
      return line.detail?.['carried'] === undefined ? sentences.choice : sentences.carried;
    default:
      return sentences.upkeep;
  }
}

/** `showsNames`: the person has just signed in; otherwise a role stands in place of each name. */
export function sayLook(line: LookLine, showsNames: boolean): Said {
  const { caller } = line;
  if (caller?.kind === 'patient')
    return caller.app === undefined ? ownLook(line) : ownAppLook(line, caller.app.name, kindsText(line));
  const who = whoOf(line, showsNames);
  const refusedBy = line.detail?.['refusedBy'];
  if (line.detail?.['stopped'] === true)
    return stoppedLook(line, who, typeof refusedBy === 'string' ? refusedBy.split(' ') : []);
  if (isChoiceRefused(line)) return { ...who, ...refusedChoice, why: sentences.recordWasOpen, kind: 'stopped' };
  if (line.kind === 'refusal' || line.outcome === 'refused') return stoppedLook(line, who, line.decidedBy ?? []);
  const event = appEventText(line);
  if (event !== undefined) return { ...who, what: event, why: sentences.recordWasOpen, kind: 'usual' };
  const reviewed = reviewWhat(line);
  if (reviewed !== undefined) return { ...who, what: reviewed, why: whyOf(line), kind: 'usual' };
  const teamChange = teamWhat(line);
  if (teamChange !== undefined) return { ...who, what: teamChange, why: sentences.teamYouNamed, kind: 'usual' };
  if (line.kind === 'search' && caller?.app === undefined) return searchLook(line, who);
  const isEmergency = line.kind === 'break-glass' || line.relationship?.includes('emergency-access') === true;
  const said: Said = { ...who, what: whatOf(line), why: whyOf(line), kind: isEmergency ? 'emergency' : 'usual' };
  return line.outcome === 'failed' ? { ...said, outcome: sentences.failed } : said;
}
