/** Registers the apps that `GOLDTHREAD_APPS` names: the only ones, but for the demo's own, that people can allow anything. */
import { readFile } from 'node:fs/promises';
import type { Flaw } from '#kernel/fault.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { AppRegistration, SmartApps } from '#sign-in';
import { regionFault } from './faults.ts';

const texts = ['clientId', 'name', 'publisher', 'kind', 'audience'] as const;
const lists = ['redirectUris', 'scopes'] as const;
const known = new Set<string>([...texts, ...lists, 'launchUrl', 'origins', 'jwks', 'jwksUrl']);

const isTextList = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

/** The shape only: what each member may say, the register asks. */
function flawsOf(value: unknown): Flaw[] {
  if (!Array.isArray(value)) return [{ place: 'file', rule: 'must be a JSON array of apps' }];
  return value.flatMap((line: unknown, index): Flaw[] => {
    const place = `[${index}]`;
    if (typeof line !== 'object' || line === null) return [{ place, rule: 'must be an object' }];
    const app = line as Record<string, unknown>;
    return [
      ...texts
        .filter((name) => typeof app[name] !== 'string')
        .map((name) => ({ place: `${place}.${name}`, rule: 'is required' })),
      ...lists
        .filter((name) => !isTextList(app[name]))
        .map((name) => ({ place: `${place}.${name}`, rule: 'must be a list of texts' })),
      ...(app['origins'] === undefined || isTextList(app['origins'])
        ? []
        : [{ place: `${place}.origins`, rule: 'must be a list of texts' }]),
      ...Object.keys(app)
        .filter((name) => !known.has(name))
        .map((name) => ({ place: `${place}.${name}`, rule: 'is no member of an app' })),
    ];
  });
}

async function readApps(path: string): Promise<Outcome<readonly AppRegistration[]>> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch {
    const flaw = { place: 'GOLDTHREAD_APPS', rule: 'must be a JSON file that can be read' };
    return failed(regionFault('START-003', [flaw]));
  }
  const flaws = flawsOf(value);
  if (flaws.length > 0) return failed(regionFault('START-003', flaws));
  const apps = value as Omit<AppRegistration, 'isDemo'>[];
  return ok(apps.map((app) => ({ ...app, origins: app.origins ?? [], isDemo: false })));
}

/** Fault START-003 names each app and rule. Without a file, and when an app has left it, those of an earlier start are disabled. */
export async function registerApps(
  register: Pick<SmartApps, 'register' | 'keepOnly'>,
  path: string | undefined,
): Promise<Outcome<number>> {
  const apps = path === undefined ? ok([]) : await readApps(path);
  if (!apps.ok) return apps;
  for (const [index, app] of apps.value.entries()) {
    const registered = await register.register(app);
    if (registered.ok) continue;
    const flaws = registered.fault.flaws ?? [];
    return failed(
      regionFault(
        'START-003',
        flaws.map(({ place, rule }) => ({ place: `[${index}].${place}`, rule })),
      ),
    );
  }
  await register.keepOnly(apps.value.map(({ clientId }) => clientId));
  return ok(apps.value.length);
}
