/** Writes docs/safety/access.md from the tables of `privacy`. `--check` writes nothing and fails when the file differs. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contentClassName } from '#disclosure';
import { claimHours } from '#privacy';
import { includedActivities } from '../src/privacy/decide/activity-table.ts';
import { afterDeathDays } from '../src/privacy/decide/decide-access.ts';
import {
  accessTable,
  type ItemClause,
  type RecordClause,
  type RequestClause,
  type Standing,
} from '../src/privacy/decide/decision-table.ts';
import { decisionTable } from '../src/privacy/decide/decision-words-table.ts';
import { relationshipKinds } from '../src/privacy/decide/relationship.ts';
import { type RoleProfile, roleProfiles } from '../src/privacy/decide/role-table.ts';

const path = join(import.meta.dirname, '../docs/safety/access.md');

const opening = `# Who may see what

This page is generated from the tables of \`src/privacy/decide\` by \`node tools/write-access-document.ts\`. The same tables are
what the server evaluates, and what its tests are generated from (\`decision-table.test.ts\`): \`npm run prove -- mutation\`
takes out each clause in turn and shows which test notices. No clause names a person. Nobody with responsibility for clinical
safety or confidentiality has approved these tables: an organisation that deploys Goldthread decides them anew.

A request is refused unless a row opens it. Denying rows win. The rows that decided stand in the log, and on the person's
own list of who has looked.
`;

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(headings), line(headings.map(() => '---')), ...rows.map(line)].join('\n');
}

function roleRow([code, profile]: readonly [string, RoleProfile]): string[] {
  return [code, profile.view, [...profile.activities].sort().join(', ')];
}

function conditionText({ when }: RequestClause): string {
  if (when === 'anything-unknown') return 'any input is not known';
  return Object.entries(when)
    .map(([input, values]) => `${input}: ${values.join(' or ')}`)
    .join('; ');
}

function requestRow(clause: RequestClause): string[] {
  const then = [
    clause.effect === 'limit' ? (clause.obligation ?? '') : clause.effect,
    ...(clause.isLiftedByGlass === true ? ['lifted by break-glass'] : []),
    ...(clause.offers === undefined ? [] : [`offers ${clause.offers.join(', ')}`]),
  ];
  return [clause.row, clause.id, conditionText(clause), then.join('; ')];
}

function exceptWords(except: readonly Standing[]): string[] {
  return except.map((one) => (one === 'own' ? 'written by the own organisation' : 'sealed to the own team'));
}

function recordRow(clause: RecordClause): string[] {
  return [clause.row, clause.callers.join(', '), exceptWords(clause.except).join(', ')];
}

function itemRow(clause: ItemClause): string[] {
  const lifts = [
    ...(clause.isLiftedByGlass === true ? ['break-glass'] : []),
    ...(clause.isLiftedByOverride === true ? ['a written override'] : []),
    ...(clause.isLiftedByConsent === true ? ['the person’s wish'] : []),
    ...(clause.isLiftedBySafeguarding === true ? ['the activity view-safeguarding'] : []),
  ];
  const except = exceptWords(clause.except);
  return [clause.row, clause.callers.join(', '), clause.hides.join(', '), except.join(', '), lifts.join(', ')];
}

/** The numbers of the rows that are decided. */
export const decisionRows: readonly string[] = Object.keys(decisionTable);

/** Each view once: roles of the same view see the same classes, safeguarding apart. */
function viewRows(): string[][] {
  const views = new Map(Object.values(roleProfiles).map((profile) => [profile.view, profile]));
  return [...views.values()].map(({ view, content }) => [
    view,
    [...new Set(content)].map((number) => contentClassName(number)).join(', ') || 'nothing',
  ]);
}

/** The whole text of docs/safety/access.md. */
export function accessDocument(): string {
  const decisions = Object.entries(decisionTable).map(([row, { when, answer }]) => [row, when, answer]);
  const included = Object.entries(includedActivities).map(([activity, includes]) => [activity, includes.join(', ')]);
  const roles = Object.entries(roleProfiles).map(roleRow);
  return `${opening}
## The rows

${table(['Row', 'When', 'Then'], decisions)}

## The clauses about a request

In order. The first that denies decides; where none denies, the first that permits; where none permits, nothing opens.
Obligations hold besides.

${table(['Row', 'Clause', 'When', 'Then'], accessTable.requestClauses.map(requestRow))}

## The clauses about an item

These become the predicate of every query: what is hidden is not read, not counted and not sorted. A seal that the person
set is compiled in by the entry's number or class, in the same way as the labels.

${table(['Row', 'Callers', 'Hides items labelled', 'But not items', 'Lifted by'], accessTable.itemClauses.map(itemRow))}

## The clauses about a record

Who a record is about, and the word of who sent it, tell which services know the person. They are shown only beside something
else of the same record that the clauses above show, and so are the answers to whoever names the person by that record.

${table(['Row', 'Callers', 'But not records'], accessTable.recordClauses.map(recordRow))}

## What counts as a relationship

In the order in which a page names the strongest: ${relationshipKinds.join(', ')}. A contact counts from its start until
its end and for \`GOLDTHREAD_RELATIONSHIP_TAIL_DAYS\` after it. A stated reason and a broken glass count for ${claimHours} hours, in the role
in which they were made. After a death every clinician with a relationship reads for ${afterDeathDays} days.

## Activities

Whoever holds an activity holds what it includes. Rights of several roles are never added: a session has one role.

${table(['Activity', 'Includes'], included)}

## Roles

By national role code. A code that is not here may do nothing.

${table(['Role', 'View', 'Activities'], roles)}

## Views

${table(['View', 'Content classes'], viewRows())}
`;
}

if (import.meta.main) {
  if (!process.argv.includes('--check')) writeFileSync(path, accessDocument());
  else if (readFileSync(path, 'utf8') !== accessDocument()) {
    console.error('docs/safety/access.md is not what the tables say: run this tool without --check.');
    process.exitCode = 1;
  }
}
