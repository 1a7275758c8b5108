/** Looks at the files of TLS before anything starts: a certificate that cannot be used is a sentence, and not an end in the middle. */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { Config, TlsFiles } from '#config';
import type { Clock } from '#kernel/clock.ts';
import type { Flaw } from '#kernel/fault.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { regionFault } from './faults.ts';

function readFiles(tls: TlsFiles): { readonly texts: ReadonlyMap<string, string>; readonly flaws: readonly Flaw[] } {
  const paths: readonly (readonly [string, string | undefined])[] = [
    ['GOLDTHREAD_TLS_CERT', tls.certificatePath],
    ['GOLDTHREAD_TLS_KEY', tls.keyPath],
    ['GOLDTHREAD_MLLP_TLS_CA', tls.mllpAuthorityPath],
  ];
  const texts = new Map<string, string>();
  const flaws: Flaw[] = [];
  for (const [place, path] of paths) {
    if (path === undefined) continue;
    try {
      texts.set(place, readFileSync(path, 'utf8'));
    } catch (error) {
      flaws.push({ place, rule: `cannot be read (${(error as NodeJS.ErrnoException).code})` });
    }
  }
  return { texts, flaws };
}

/** Until when the certificate is good; undefined without TLS. Fault START-007. One that has run out is used all the same: whoever asks refuses it, and readers who may go on should. */
export function checkTlsFiles({ tls }: Pick<Config, 'tls'>): Outcome<number | undefined> {
  if (tls === undefined) return ok(undefined);
  const { texts, flaws } = readFiles(tls);
  if (flaws.length > 0) return failed(regionFault('START-007', flaws));
  const cert = texts.get('GOLDTHREAD_TLS_CERT') ?? '';
  const ca = texts.get('GOLDTHREAD_MLLP_TLS_CA');
  try {
    const key = texts.get('GOLDTHREAD_TLS_KEY') ?? '';
    createSecureContext({ cert, key, ...(ca === undefined ? {} : { ca }) });
    return ok(Date.parse(new X509Certificate(cert).validTo));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    const rule = code.endsWith('KEY_VALUES_MISMATCH')
      ? 'is not the key of GOLDTHREAD_TLS_CERT'
      : `or the files with it are not PEM of a certificate, its key and an authority (${code})`;
    return failed(regionFault('START-007', [{ place: 'GOLDTHREAD_TLS_KEY', rule }]));
  }
}

const dayMs = 86_400_000;
const warningDays = 30;

/** What `doctor` says of it. */
export function tlsDaysLeft(goodUntilMs: number, clock: Clock): { readonly days: number; readonly isSoon: boolean } {
  const days = Math.floor((goodUntilMs - clock.now()) / dayMs);
  return { days, isSoon: days < warningDays };
}
