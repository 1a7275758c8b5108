/** Asks the running region as its operator, proved by the keys directory. */
import type { Fault } from '#kernel/fault.ts';
import { openSigningKeys } from '#sign-in';
import { signOperatorToken } from '../interfaces/operator/index.ts';
import { CommandFailed, configOf, succeeded } from './command-line.ts';
import { commandFault } from './faults.ts';

export async function askOperator<T>(path: string, method: 'GET' | 'POST' = 'GET', body?: unknown): Promise<T> {
  const config = configOf();
  const keys = succeeded(await openSigningKeys(config.keysDirectory, 'access-token'));
  const headers = { authorization: `Bearer ${await signOperatorToken(keys, config.publicUrl)}` };
  const sent =
    body === undefined
      ? { headers }
      : { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(`${config.publicUrl}/operator/${path}`, { method, ...sent }).catch(() => {
    throw new CommandFailed(commandFault('CLI-003', [{ place: config.publicUrl, rule: 'no answer' }]));
  });
  if (response.status === 401) throw new CommandFailed(commandFault('CLI-008'));
  const answered = (await response.json()) as T & { fault?: Fault };
  if (!response.ok)
    throw new CommandFailed(
      answered.fault ?? commandFault('CLI-003', [{ place: path, rule: `status ${response.status}` }]),
    );
  return answered;
}
