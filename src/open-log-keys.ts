/** The keys of the access log, and the regions that witness it, as the configuration names them. */
import { readFile } from 'node:fs/promises';
import { type LogPeerSetting, type LogProofKeys, openLogProofs } from '#audit';
import type { Config } from '#config';
import type { Flaw } from '#kernel/fault.ts';
import { failed, type Outcome } from '#kernel/outcome.ts';
import { regionFault } from './faults.ts';

function isListOfTexts(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string');
}

function flawsOf(value: unknown): Flaw[] {
  if (!Array.isArray(value)) return [{ place: 'file', rule: 'must be a JSON array of regions' }];
  return value.flatMap((peer: Partial<LogPeerSetting> | null, index) => {
    const flaws: Flaw[] = [];
    const need = (place: string, isThere: boolean, rule: string): void => {
      if (!isThere) flaws.push({ place: `[${index}].${place}`, rule });
    };
    need('url', /^https?:\/\/[^/?#@\s]+$/.test(peer?.url ?? ''), 'must be an http or https address without a path');
    need('logKeys', isListOfTexts(peer?.logKeys), 'must be a list of verifier keys');
    need('witnessKeys', isListOfTexts(peer?.witnessKeys), 'must be a list of verifier keys');
    return flaws;
  });
}

async function readPeers(path: string): Promise<Outcome<readonly LogPeerSetting[]>> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch {
    const flaw = { place: 'GOLDTHREAD_LOG_PEERS', rule: 'must be a JSON file that can be read' };
    return failed(regionFault('START-004', [flaw]));
  }
  const flaws = flawsOf(value);
  return flaws.length > 0
    ? failed(regionFault('START-004', flaws))
    : { ok: true, value: value as readonly LogPeerSetting[] };
}

export function logOriginOf(config: Pick<Config, 'logOrigin' | 'region'>): string {
  return config.logOrigin ?? `${config.region}.goldthread.invalid/log`;
}

/** Faults: START-004, AUDIT-007, AUDIT-009. */
export async function openLogKeys(
  config: Pick<Config, 'logOrigin' | 'logPeersPath' | 'region' | 'keysDirectory'>,
): Promise<Outcome<LogProofKeys>> {
  const peers =
    config.logPeersPath === undefined ? { ok: true as const, value: [] } : await readPeers(config.logPeersPath);
  if (!peers.ok) return peers;
  return openLogProofs({ keysDirectory: config.keysDirectory, origin: logOriginOf(config), peers: peers.value });
}
