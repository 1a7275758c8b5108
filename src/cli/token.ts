/** `token`: a bearer token of the demo region, for a client or for a person with that person's rights. */
import type { Command } from 'commander';
import { generateRegion } from '#demo';
import { systemClock } from '#kernel/clock.ts';
import { mintDemoToken, openSigningKeys } from '#sign-in';
import { callerOfAccount } from '../demo-accounts.ts';
import { CommandFailed, configOf, print, succeeded, wholeNumber } from './command-line.ts';
import { commandFault } from './faults.ts';

interface TokenOptions {
  readonly client?: string;
  readonly user?: string;
  readonly scope?: string;
  readonly ttl?: number;
  readonly json?: boolean;
}

/** Also for other commands: what `token --client ID` prints. */
export async function clientToken(client: string, options: Pick<TokenOptions, 'scope' | 'ttl'> = {}): Promise<string> {
  return mint({ client }, options);
}

async function mint(
  whom: { client: string } | { user: string },
  options: Pick<TokenOptions, 'scope' | 'ttl'>,
): Promise<string> {
  const config = configOf();
  if (!config.isDemo) throw new CommandFailed(commandFault('CLI-002'));
  const keys = succeeded(await openSigningKeys(config.keysDirectory, 'access-token'));
  const settings = {
    ...(options.scope === undefined ? {} : { scopes: options.scope.split(/\s+/).filter((scope) => scope !== '') }),
    ...(options.ttl === undefined ? {} : { ttlSeconds: options.ttl }),
  };
  const deps = { keys, publicUrl: config.publicUrl, isDemoRegion: config.isDemo, clock: systemClock };
  if ('client' in whom) return succeeded(await mintDemoToken(deps, { client: whom.client, ...settings }));
  const demo = generateRegion({ people: 0, seed: 'tarnholt', now: systemClock.now() });
  const caller = callerOfAccount(demo, whom.user, config.publicUrl, systemClock.now());
  if (caller === undefined) throw new CommandFailed(commandFault('CLI-001'));
  return succeeded(await mintDemoToken(deps, { caller, ...settings }));
}

async function run(options: TokenOptions): Promise<void> {
  const { client, user } = options;
  if ((client === undefined) === (user === undefined)) throw new CommandFailed(commandFault('CLI-006'));
  const token = await mint(client === undefined ? { user: user! } : { client }, options);
  print(options.json === true ? JSON.stringify({ token }) : token);
}

export function addTokenCommand(program: Command): void {
  program
    .command('token')
    .description('print a bearer token of the demo region')
    .option('--client <id>', 'a registered back-end client, such as demo-system')
    .option('--user <name>', 'a demo person, such as gp or patient-a1, with the rights that person has')
    .option('--scope <scopes>', 'SMART scopes, such as "system/*.cruds"')
    .option('--ttl <seconds>', 'how long it lasts', wholeNumber(1, 86_400))
    .option('--json', 'print JSON')
    .action(run);
}
