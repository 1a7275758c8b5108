/** An alert and its looks in words. Pure. */
import type { Tag } from '#kit';
import { type AlertKind, type AlertLine, decisionTable } from '#privacy';
import type { CaseLook } from '#record';
import { reasonText } from '../reason-form.ts';
import { alertWords } from './alert-words-table.ts';
import { relationshipWords, stateWords, words } from './words.en.ts';

const stateTones = { new: 'alert', opened: 'note', asked: 'caution', answered: 'caution', closed: 'good' } as const;

export function stateTag(state: AlertLine['state']): Tag {
  return { text: stateWords[state], tone: stateTones[state] };
}

const claimKinds: ReadonlySet<AlertKind> = new Set(['self-claimed', 'break-glass', 'seal-override']);

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?!]$/.test(text) ? '' : '.'}`;
}

/** Why it was raised: what was stated, the rows of the decision, or what the pattern was. Names nobody. */
export function alertReason(alert: Pick<AlertLine, 'kind' | 'reasons'>): string {
  const { why } = alertWords[alert.kind];
  const said = alert.reasons.map((reason) => {
    if (claimKinds.has(alert.kind)) return reasonText(reason);
    return decisionTable[reason]?.when ?? reason;
  });
  return said.length === 0 ? why : said.map(sentence).join(' ');
}

export function whatText(look: CaseLook): string {
  if (look.isStopped) return words.stopped;
  switch (look.kind) {
    case 'disclosure':
      return words.opened;
    case 'search':
      return words.searched;
    case 'export':
      return words.exported;
    case 'break-glass':
      return words.brokeGlass;
    case 'claim':
      return words.claimed;
    default:
      return words.other;
  }
}

/** FHIR's own names of kinds, as words. */
function kindWords(kind: string): string {
  return kind.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}

/** What came along with entries: it tells a reviewer nothing. */
const besides: ReadonlySet<string> = new Set(['Patient', 'Provenance']);

/** `12 entries: condition, observation`: enough for a reviewer, and nothing clinical. */
export function shownText(look: CaseLook): string {
  if (look.kind === 'search') return look.items > 0 ? words.identifiers : words.nothingShown;
  if (look.items === 0) return words.nothingShown;
  const entries = look.items === 1 ? '1 entry' : `${look.items} entries`;
  const kinds = look.kinds.filter((kind) => !besides.has(kind)).map(kindWords);
  return kinds.length === 0 ? entries : `${entries}: ${kinds.join(', ')}`;
}

export function relationshipText(relationship: string | undefined): string {
  if (relationship === undefined) return words.noRelationship;
  return relationship
    .split('; ')
    .map((one) => relationshipWords[one] ?? one)
    .join('; ');
}

export interface DecisionSaid {
  readonly row: string;
  readonly when: string;
  readonly answer: string;
}

/** The rows that decided, each once, in the words of docs/safety/access.md. */
export function decisionSaid(rows: Iterable<string>): DecisionSaid[] {
  return [...new Set(rows)].flatMap((row) => {
    const said = decisionTable[row];
    return said === undefined ? [] : [{ row, when: said.when, answer: said.answer }];
  });
}
