/** Writes the table of docs/faults.md from every `faults.ts`. `--check` writes nothing and fails when the file differs. */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { faultKinds } from '#kernel/fault.ts';

const root = join(import.meta.dirname, '..');
const path = join(root, 'docs/faults.md');
const begin = '<!-- generated: node tools/write-faults-document.ts -->';
const end = '<!-- end of the generated part -->';
const codePattern = /^[A-Z][A-Z0-9]*(?:-[A-Z][A-Z0-9]*)*-\d{3}$/;

export interface FaultRow {
  readonly code: string;
  readonly kind: string;
  readonly message: string;
  readonly help: string;
}

/** Every fault of every module, in the order of the codes. Throws when a code stands twice or its entry is not whole. */
export async function allFaults(): Promise<FaultRow[]> {
  const rows: FaultRow[] = [];
  for (const file of globSync(join(root, 'src/**/faults.ts')).sort()) {
    const exported = (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>;
    for (const table of Object.values(exported)) {
      if (typeof table !== 'object' || table === null) continue;
      for (const [code, entry] of Object.entries(table as Readonly<Record<string, unknown>>)) {
        if (codePattern.test(code)) rows.push(rowOf(code, entry));
      }
    }
  }
  const codes = rows.map((row) => row.code);
  const doubled = codes.find((code, index) => codes.indexOf(code) !== index);
  if (doubled !== undefined) throw new Error(`the fault ${doubled} stands in two places`);
  return rows.sort((one, other) => (one.code < other.code ? -1 : 1));
}

function rowOf(code: string, entry: unknown): FaultRow {
  const { kind, message, help } = entry as Partial<FaultRow>;
  if (message === undefined || help === undefined || !faultKinds.some((known) => known === kind)) {
    throw new Error(`the fault ${code} needs a kind, a message and a help`);
  }
  return { code, kind: String(kind), message, help };
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('{}', '...');
}

/** The whole text of docs/faults.md: what people wrote around the table, and the table anew. */
export async function faultsDocument(): Promise<string> {
  const current = readFileSync(path, 'utf8');
  const [before, rest] = current.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error('docs/faults.md has lost its marks');
  const rows = (await allFaults()).map(
    (row) => `| ${row.code} | ${row.kind} | ${cell(row.message)} | ${cell(row.help)} |`,
  );
  const table = ['| Code | Kind | Message | What to do |', '| --- | --- | --- | --- |', ...rows].join('\n');
  return `${before}${begin}\n\n${table}\n\n${end}${after}`;
}

if (import.meta.main) {
  const text = await faultsDocument();
  if (!process.argv.includes('--check')) writeFileSync(path, text);
  else if (readFileSync(path, 'utf8') !== text) {
    console.error('docs/faults.md is not what the modules say: run this tool without --check.');
    process.exitCode = 1;
  }
}
