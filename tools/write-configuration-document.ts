/** Writes docs/configuration.md from the table of settings. `--check` writes nothing and fails when the file differs. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Setting, settingsTable } from '../src/config/settings-table.ts';

const path = join(import.meta.dirname, '../docs/configuration.md');

const opening = `# Configuration

This page is generated from \`src/config/settings-table.ts\` by \`node tools/write-configuration-document.ts\`.

Goldthread is configured by environment variables, each with a safe default or none. They are read once, at the start. A
variable that begins with \`GOLDTHREAD_\` and is not in this table stops the start and names the nearest one that exists. A
blank value counts as unset. \`GOLDTHREAD_TEST_...\` belongs to the test runner.
`;

const closing = `## A demo region and a real one

A region is a demo region until \`GOLDTHREAD_STAFF_ISSUERS\` is set: invented people, demo accounts that sign in without a
password, and the client \`demo-system\`. A real region has none of them, and does not start

* under the code \`demo\` or without a code (CONFIG-007);
* with \`GOLDTHREAD_DEMO_PEOPLE\` set, whatever its value (CONFIG-005);
* listening beyond this machine without TLS, or for HL7 v2 without an authority for its senders (CONFIG-003);
* with its signing keys missing or inside the data directory (CONFIG-004).

A demo region that listens beyond this machine starts with a warning, since anybody who reaches it can sign in as anybody.
`;

/** The whole text of docs/configuration.md. */
export function configurationDocument(): string {
  const rows = Object.values(settingsTable).map((setting: Setting) => {
    const fallback = setting.fallback === undefined ? 'unset' : `\`${setting.fallback}\``;
    return `| \`${setting.variable}\` | ${fallback} | ${setting.unit} | ${setting.meaning} |`;
  });
  const table = ['| Variable | Default | Value | Meaning |', '| --- | --- | --- | --- |', ...rows].join('\n');
  return `${opening}\n${table}\n\n${closing}`;
}

if (import.meta.main) {
  if (!process.argv.includes('--check')) writeFileSync(path, configurationDocument());
  else if (readFileSync(path, 'utf8') !== configurationDocument()) {
    console.error('docs/configuration.md is not what the table of settings says: run this tool without --check.');
    process.exitCode = 1;
  }
}
