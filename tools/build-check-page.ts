/**
 * Builds `src/apps/patient/check-page/check-my-log.html` (committed): one file with the verifying code of `src/audit/verify`
 * as it is, types stripped, so that anybody can read what it does. Its policy allows this script and this style sheet, and
 * no network. A house test builds it again and compares.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'src/apps/patient/check-page');
const outcome = join(folder, 'check-my-log.html');

/** Each after what it imports. */
const sources = [
  'src/audit/canonical-json.ts',
  'src/audit/verify/bytes.ts',
  'src/audit/verify/merkle.ts',
  'src/audit/verify/signed-note.ts',
  'src/audit/verify/leaf-form.ts',
  'src/audit/verify/heads-map.ts',
  'src/audit/verify/log-file.ts',
  'src/audit/verify/verify-entries.ts',
  'src/audit/verify/findings.ts',
  'src/audit/verify/verify-log-file.ts',
];

/** One scope holds them all: imports go, and no name may stand twice. */
function scriptText(): string {
  const names = new Set<string>();
  const parts = sources.map((path) => {
    const plain = stripTypeScriptTypes(readFileSync(join(root, path), 'utf8'))
      .replace(/^import\s[\s\S]*?;$/gm, '')
      .replace(/^export /gm, '')
      .replace(/[ \t]+$/gm, '')
      .replace(/\n{3,}/g, '\n\n');
    for (const [, name = ''] of plain.matchAll(/^(?:async )?(?:function\*?|const|let|class) (\w+)/gm)) {
      if (names.has(name)) throw new Error(`${path} names ${name} a second time`);
      names.add(name);
    }
    return `// ${path}\n${plain.trim()}`;
  });
  const page = readFileSync(join(folder, 'check-my-log.browser.js'), 'utf8');
  const script = `\n${[...parts, page.trim()].join('\n\n')}\n`;
  if (/<\/script/i.test(script)) throw new Error('the script would end itself');
  return script;
}

function policyHash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

export function checkPageText(): string {
  const style = readFileSync(join(folder, 'check-my-log.css'), 'utf8');
  const script = scriptText();
  const parts: Readonly<Record<string, string>> = {
    style,
    script,
    'style-hash': policyHash(style),
    'script-hash': policyHash(script),
  };
  const template = readFileSync(join(folder, 'check-my-log.template.html'), 'utf8');
  return template.replace(/\{\{([a-z-]+)\}\}/g, (_, name: string) => parts[name] ?? '');
}

if (import.meta.main) writeFileSync(outcome, checkPageText());
