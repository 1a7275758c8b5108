/** Writes docs/safety/access.md from the tables of `privacy`. `--check` writes nothing and fails when the file differs. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contentClassName } from '#disclosure';
import { claimHours } from '#privacy';
import { decisionsToCome, decisionTable } from '../src/privacy/decision-table.ts';
import { relationshipKinds } from '../src/privacy/relationship.ts';
import { type RoleProfile, roleProfiles } from '../src/privacy/role-table.ts';

const path = join(import.meta.dirname, '../docs/safety/access.md');

const opening = `# Who may see what

This page is generated from the tables of \`src/privacy\` by \`node tools/write-access-document.ts\`. The rule itself is
\`src/privacy/decide-access.ts\`, tested in \`src/privacy/decide-access.test.ts\`. Nobody with responsibility for clinical
safety or confidentiality has approved these tables: an organisation that deploys Goldthread decides them anew.

A request is refused unless a row opens it. Denying rows win. The rows that decided stand in the log, and on the person's
own list of who has looked.
`;

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(headings), line(headings.map(() => '---')), ...rows.map(line)].join('\n');
}

const yes = (isSo: boolean): string => (isSo ? 'yes' : '');

function roleRow([code, profile]: readonly [string, RoleProfile]): string[] {
  const { view, mayTrace, mayOpen, mayClaim, mayBreakGlass, seesSafeguarding } = profile;
  return [code, view, ...[mayTrace, mayOpen, mayClaim, mayBreakGlass, seesSafeguarding].map(yes)];
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
  const toCome = Object.entries(decisionsToCome).map(([row, about]) => `* ${row}: ${about}.`);
  const roles = Object.entries(roleProfiles).map(roleRow);
  const headings = ['Role', 'View', 'Finds people', 'Opens', 'May state a reason', 'May break glass', 'Safeguarding'];
  return `${opening}
## The rows

${table(['Row', 'When', 'Then'], decisions)}

Not decided yet, and so not opened:

${toCome.join('\n')}

## What counts as a relationship

In the order in which a page names the strongest: ${relationshipKinds.join(', ')}. A contact counts from its start until
its end and for \`GOLDTHREAD_RELATIONSHIP_TAIL_DAYS\` after it. A stated reason and a broken glass count for ${claimHours} hours.

## Roles

By national role code. A code that is not here may do nothing.

${table(headings, roles)}

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
