/** Tampers with a fresh log, and asks who notices: the operator, and the person whose log it is. */
import { verifyWholeLog } from '../check/verify-whole-log.ts';
import type { LogFile } from '../verify/log-file.ts';
import { verifyLogFile } from '../verify/verify-log-file.ts';
import { type LogForTests, succeeded } from './a-sealed-log.ts';
import { tamperings } from './tamperings.ts';

export interface Detection {
  /** The database against the checkpoints in the keys directory. */
  readonly byOperator: boolean;
  /** From a file downloaded afterwards; undefined when the region cannot sign one any more, which is told, too. */
  readonly byPerson: boolean | undefined;
  readonly says: readonly string[];
}

const person = 3;

/** An entry that no leaf was made of: it is in nobody's file, and the operator alone can find it. */
export const unseenByPerson: ReadonlySet<string> = new Set(['insert an entry']);

/** Several seals, several persons, one earlier download. */
export async function aLogToTamperWith(log: LogForTests, looks: number): Promise<LogFile> {
  for (let look = 0; look < looks; look++) {
    await log.disclose(1 + (look % 5), person);
    if (look % 3 === 2) await log.seal();
  }
  const file = await log.download(person);
  await log.disclose(person, 9);
  await log.seal();
  return file;
}

/** With nothing but the database and the keys directory, as `verify-log --region` asks. */
export async function operatorFinds(log: LogForTests): Promise<readonly string[]> {
  const { database, keysDirectory } = log;
  const origin = log.keys.key.name;
  const report = await verifyWholeLog({ database, keysDirectory, origin, keys: [], outsideNotes: [] });
  return succeeded(report).findings.map(({ says }) => says);
}

/** A new download, checked with the region's key and against the earlier file. */
async function personFinds(log: LogForTests, earlier: LogFile): Promise<readonly string[] | undefined> {
  const file = await log.download(person).catch(() => undefined);
  if (file === undefined) return undefined;
  const report = await verifyLogFile({
    text: JSON.stringify(file),
    earlierText: JSON.stringify(earlier),
    trustedKeys: log.keys.key.verifierTexts,
  });
  return report.findings.filter(({ state }) => state === 'broken').map(({ says }) => says);
}

/** Without a kind nobody touches it: the control. */
export async function detect(
  log: LogForTests,
  earlier: LogFile,
  { kind, pick }: { readonly kind: string | undefined; pick(below: number): number },
): Promise<Detection> {
  if (kind !== undefined) await tamperings[kind]!({ log, pick, person });
  const operator = await operatorFinds(log);
  const found = await personFinds(log, earlier);
  return {
    byOperator: operator.length > 0,
    byPerson: found === undefined ? undefined : found.length > 0,
    says: [...operator, ...(found ?? [])],
  };
}
