/**
 * Checks a downloaded log without asking anybody: signatures, that each entry is in the sealed tree, that none is
 * missing, that the log goes on from what was downloaded before. The same code runs in Node and in a browser.
 */
import { toHex, utf8 } from './bytes.ts';
import { type Finding, type LogVerdict, saidCount, saidFlaws, saidTime } from './findings.ts';
import { headsLeafText } from './leaf-form.ts';
import { type LogFile, readLogFile } from './log-file.ts';
import { hashLeaf, isConsistent, rootFromInclusion } from './merkle.ts';
import {
  type Checkpoint,
  checkSignature,
  readCheckpoint,
  readNote,
  readVerifierKey,
  type SignedNote,
  type VerifierKey,
} from './signed-note.ts';
import { flawsOfPerson, hashesOf, leafHashOf, type SealedAt } from './verify-entries.ts';

export interface VerifyRequest {
  readonly text: string;
  /** Verifier keys that the reader trusts, of logs and of witnesses. Without any, the verdict is `unvouched` at best. */
  readonly trustedKeys: readonly string[];
  /** A file that was downloaded before. */
  readonly earlierText?: string;
}

export interface LogReport {
  readonly verdict: LogVerdict;
  readonly findings: readonly Finding[];
  /** Undefined when it could not be read. */
  readonly file: LogFile | undefined;
}

/** A download is sealed within seconds: an older seal would leave out what came since. */
const mostSealDelayMs = 600_000;

interface OpenedNote {
  readonly note: SignedNote;
  readonly checkpoint: Checkpoint;
}

function openNote(text: string): OpenedNote | undefined {
  const note = readNote(text);
  const checkpoint = note === undefined ? undefined : readCheckpoint(note.text);
  return note === undefined || checkpoint === undefined ? undefined : { note, checkpoint };
}

async function keysOf(texts: readonly string[]): Promise<VerifierKey[]> {
  return (await Promise.all(texts.map(readVerifierKey))).filter((key) => key !== undefined);
}

type Signed = 'by-trusted' | 'by-own' | 'wrongly' | 'by-nobody';

/** Whether a key of the log's own name signed it. */
async function whoSigned(
  { note, checkpoint }: OpenedNote,
  keys: readonly VerifierKey[],
): Promise<VerifierKey | 'wrongly' | undefined> {
  let found: VerifierKey | 'wrongly' | undefined;
  for (const key of keys) {
    if (key.kind !== 'log' || key.name !== checkpoint.origin) continue;
    const check = await checkSignature(note, key);
    if (check?.isValid === true) return key;
    if (check !== undefined) found = 'wrongly';
  }
  return found;
}

interface Trust {
  readonly trusted: readonly VerifierKey[];
  readonly own: readonly VerifierKey[];
}

async function checkSigner(opened: OpenedNote, trust: Trust, findings: Finding[]): Promise<Signed> {
  const { origin, size } = opened.checkpoint;
  const by = await whoSigned(opened, trust.trusted);
  const sealed = `The seal over ${saidCount(size, 'line', 'lines')} of the log ${origin}`;
  if (by === 'wrongly') {
    findings.push({ state: 'broken', says: `${sealed} carries a false signature.` });
    return 'wrongly';
  }
  if (by !== undefined) {
    findings.push({ state: 'holds', says: `${sealed} is signed with its key ${toHex(by.id)}.` });
    return 'by-trusted';
  }
  const knowsLog = trust.trusted.some((key) => key.kind === 'log');
  const byOwn = knowsLog ? undefined : await whoSigned(opened, trust.own);
  if (byOwn === undefined || byOwn === 'wrongly') {
    findings.push({ state: 'broken', says: `${sealed} is not signed with any key that you trust.` });
    return 'by-nobody';
  }
  findings.push({
    state: 'note',
    says: `${sealed} is signed with the key ${toHex(byOwn.id)}, which stands in the file itself. Compare it with the key that the region publishes.`,
  });
  return 'by-own';
}

async function checkWitnesses({ note }: OpenedNote, { trusted, own }: Trust, findings: Finding[]): Promise<void> {
  let confirmed = 0;
  const isTrusted = trusted.some((key) => key.kind === 'witness');
  for (const key of isTrusted ? trusted : own) {
    if (key.kind !== 'witness') continue;
    const check = await checkSignature(note, key);
    if (check === undefined) continue;
    const said = `${key.name} (key ${toHex(key.id)})`;
    if (!check.isValid) findings.push({ state: 'broken', says: `The confirmation by ${said} is false.` });
    else {
      confirmed++;
      const whose = isTrusted ? '' : ' This witness key stands in the file itself.';
      findings.push({
        state: isTrusted ? 'holds' : 'note',
        says: `${said} has confirmed this seal on ${saidTime(check.atMs ?? 0)}.${whose}`,
      });
    }
  }
  if (confirmed === 0)
    findings.push({
      state: 'note',
      says: 'No other organisation has confirmed this seal. Without that, only comparing it with somebody else’s shows that everybody is given the same log.',
    });
}

/** Where the numbers of everybody stand is the last leaf of the sealed tree. */
async function checkHeads(file: LogFile, checkpoint: Checkpoint, findings: Finding[]): Promise<void> {
  const { path, ...heads } = file.heads;
  const hash = await hashLeaf(utf8(headsLeafText(heads)));
  const place = { index: heads.leafIndex, size: checkpoint.size };
  const root = await rootFromInclusion(hash, place, hashesOf(path));
  if (heads.leafIndex !== checkpoint.size - 1 || root === undefined || toHex(root) !== toHex(checkpoint.root))
    findings.push({ state: 'broken', says: 'The numbers of entries that this file rests on were not sealed.' });
  if (file.madeAtMs - heads.atMs > mostSealDelayMs)
    findings.push({
      state: 'broken',
      says: `This file shows the log as it was on ${saidTime(heads.atMs)}, not as it was when it was downloaded.`,
    });
}

async function checkPersons(file: LogFile, checkpoint: Checkpoint, findings: Finding[]): Promise<void> {
  const { headsRoot, atMs } = file.heads;
  const sealed: SealedAt = { size: checkpoint.size, root: toHex(checkpoint.root), headsRoot, headsAtMs: atMs };
  for (const part of file.persons) {
    const flaws = await flawsOfPerson(part, sealed);
    findings.push(...saidFlaws(flaws));
    if (flaws.length > 0) continue;
    const { count } = part.head;
    findings.push({
      state: 'holds',
      says: `The log had ${saidCount(count, 'entry', 'entries')} about you when it was sealed on ${saidTime(atMs)}, and this file has ${count === 1 ? 'it' : 'all of them'}, unchanged.`,
    });
  }
}

async function goesOn(earlier: Checkpoint, later: Checkpoint, path: readonly string[]): Promise<boolean> {
  return earlier.origin === later.origin && isConsistent(earlier, later, hashesOf(path));
}

async function checkEarlier(file: LogFile, opened: OpenedNote, trust: Trust, findings: Finding[]): Promise<void> {
  let count = 0;
  for (const { checkpoint: text, path } of file.earlier) {
    const earlier = openNote(text);
    const by = earlier === undefined ? undefined : await whoSigned(earlier, [...trust.trusted, ...trust.own]);
    const holds = earlier !== undefined && by !== 'wrongly' && by !== undefined;
    if (holds && (await goesOn(earlier.checkpoint, opened.checkpoint, path))) count++;
    else
      findings.push({ state: 'broken', says: 'The log does not go on from what was sealed at an earlier download.' });
  }
  if (count > 0)
    findings.push({
      state: 'holds',
      says: `Nothing was taken out since ${saidCount(count, 'earlier download', 'earlier downloads')} of yours.`,
    });
}

const mostNamed = 5;

/** Entries of the earlier file that the later one does not hold as they were sealed then: no link between seals is needed. */
async function entriesNotKept(earlier: LogFile, later: LogFile): Promise<number[]> {
  const lost: number[] = [];
  for (const { person, entries } of earlier.persons) {
    const kept = later.persons.find((part) => part.person === person)?.entries ?? [];
    const bySequence = new Map(kept.map((entry) => [entry.personSequence, entry]));
    for (const entry of entries) {
      const other = bySequence.get(entry.personSequence);
      const isSame = other !== undefined && toHex(await leafHashOf(other)) === toHex(await leafHashOf(entry));
      if (!isSame) lost.push(entry.personSequence);
    }
  }
  return lost;
}

function saidLost(lost: readonly number[]): Finding {
  const named = lost.slice(0, mostNamed).join(', ');
  const more = lost.length > mostNamed ? ` and ${lost.length - mostNamed} more` : '';
  const says =
    lost.length === 1
      ? `Entry ${named} of the earlier file is not in this one as it was sealed then: the log was changed between them.`
      : `Entries ${named}${more} of the earlier file are not in this one as they were sealed then: the log was changed between them.`;
  return { state: 'broken', says };
}

/** The earlier file says what was shown then; the later one must hold the same, and go on from the same seal. */
async function compareWith(earlierText: string, file: LogFile, opened: OpenedNote): Promise<Finding> {
  const earlier = readLogFile(earlierText);
  const before = earlier === undefined ? undefined : openNote(earlier.checkpoint);
  if (earlier === undefined || before === undefined)
    return { state: 'broken', says: 'The earlier file is not a log file from Goldthread, or it is damaged.' };
  const { checkpoint } = before;
  if (checkpoint.origin !== opened.checkpoint.origin)
    return { state: 'broken', says: 'The two files are from two different logs.' };
  const lost = await entriesNotKept(earlier, file);
  const isLonger = checkpoint.size > opened.checkpoint.size;
  // Two honest files in the wrong order agree on every number that both have; a log that was made again does not.
  const newest = Math.max(0, ...file.persons.map(({ head }) => head.count));
  const contradicted = isLonger ? lost.filter((number) => number <= newest) : lost;
  if (contradicted.length > 0) return saidLost(contradicted);
  if (isLonger) return { state: 'broken', says: 'The earlier file was sealed later: give the newer file first.' };
  const isSameSeal = checkpoint.size === opened.checkpoint.size;
  const link = file.earlier.find(({ checkpoint: text }) => readNote(text)?.text === before.note.text);
  if (link === undefined && !isSameSeal)
    return { state: 'note', says: 'The two files cannot be compared: the newer one names other earlier downloads.' };
  return (await goesOn(checkpoint, opened.checkpoint, link?.path ?? []))
    ? {
        state: 'holds',
        says: 'The log goes on from the earlier file: nothing that stood in it was taken out or changed.',
      }
    : { state: 'broken', says: 'The two files contradict each other: the log was changed between them.' };
}

export async function verifyLogFile(request: VerifyRequest): Promise<LogReport> {
  const file = readLogFile(request.text);
  const opened = file === undefined ? undefined : openNote(file.checkpoint);
  if (file === undefined || opened === undefined) return { verdict: 'unreadable', findings: [], file: undefined };
  const findings: Finding[] = [];
  const trust: Trust = {
    trusted: await keysOf(request.trustedKeys),
    own: await keysOf([...file.keys, ...file.witnessKeys]),
  };
  const signed = await checkSigner(opened, trust, findings);
  await checkHeads(file, opened.checkpoint, findings);
  await checkPersons(file, opened.checkpoint, findings);
  await checkEarlier(file, opened, trust, findings);
  if (request.earlierText !== undefined) findings.push(await compareWith(request.earlierText, file, opened));
  await checkWitnesses(opened, trust, findings);
  const isBroken = findings.some(({ state }) => state === 'broken');
  return { verdict: isBroken ? 'broken' : signed === 'by-trusted' ? 'complete' : 'unvouched', findings, file };
}
