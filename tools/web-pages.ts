/**
 * Every page of the region, from the routes that it registers itself: nothing is asked of them here. A page that no journey
 * looks at is found by `pagesNotLookedAt`.
 */
import Fastify, { type FastifyInstance } from 'fastify';
import { createPages } from '#kit';
import { noTurns } from '#platform';
import { createFront } from '../src/apps/front/index.ts';
import type { Region } from '../src/region.ts';
import { registerForPeople } from '../src/register-for-people.ts';

/** Addresses that a browser gets something other than a page from. */
const notPages: ReadonlyMap<string, string> = new Map([
  ['/my/events', 'a stream'],
  ['/my/acting/:authority/events', 'a stream'],
  ['/my/letters/:id/file', 'the file itself'],
  ['/my/acting/:authority/letters/:id/file', 'the file itself'],
  ['/my/who-has-looked/download', 'the log as a file'],
  ['/my/who-has-looked/check', 'a page to keep: the journey of the log opens it from the disk'],
  ['/oauth2/jwks', 'keys for machines'],
  ['/staff/people/:id/documents/:documentId/file', 'the file itself'],
  ['/staff/people/:id/events', 'a stream'],
  ['/staff/people/:id/results/:file', 'the table as a file'],
  ['/.well-known/openid-configuration', 'for machines'],
  ['/.well-known/oauth-authorization-server', 'for machines'],
  ['/.well-known/smart-configuration', 'for machines'],
  ['/fhir/.well-known/smart-configuration', 'for machines'],
  ['/sign-in/patient', 'leads on to the issuer'],
  ['/sign-in/staff', 'leads on to the issuer'],
]);

/** Enough to register by; whoever asked one of these addresses for something would find nothing here. */
const unasked: object = { config: {}, publicUrl: 'http://127.0.0.1', signIn: { apps: {} } };

/** The template of each address that is answered to GET. */
export async function registeredAddresses(): Promise<string[]> {
  const app = Fastify() as unknown as FastifyInstance;
  const addresses = new Set<string>();
  app.addHook('onRoute', ({ method, url }) => {
    if ([method].flat().includes('GET')) addresses.add(url);
  });
  const pages = createPages();
  const front = createFront({ pages, isDemo: true, regionName: 'none', clock: { now: () => 0 } });
  await registerForPeople(app, unasked as Region, { pages, front, turns: noTurns, takePlaces: () => undefined });
  await app.ready();
  await app.close();
  return [...addresses].sort();
}

/** Literal parts before parameters, and these before what takes whatever is left: `/my/choices/discreet` is not `/my/choices/:key`. */
function templateOf(path: string, templates: readonly string[]): string | undefined {
  const parts = path.split('/');
  const fits = (template: string): boolean => {
    const wanted = template.split('/');
    const isAsLong = wanted.at(-1) === '*' ? parts.length >= wanted.length : parts.length === wanted.length;
    return isAsLong && wanted.every((part, at) => part.startsWith(':') || part === '*' || part === parts[at]);
  };
  const literal = (template: string): string => template.replace('*', '\uffff\uffff').replaceAll(/:[^/]+/g, '\uffff');
  return templates.filter(fits).sort((one, other) => (literal(one) < literal(other) ? -1 : 1))[0];
}

const looks = ['at a desk', 'at 320 px', 'without JavaScript', 'by the keyboard'] as const;

/** What is missing, in words. `looked` are lines of a way and an address, as the journeys note them. */
export function pagesNotLookedAt(addresses: readonly string[], looked: readonly string[]): string[] {
  const gone = [...notPages.keys()].filter((address) => !addresses.includes(address));
  const done = new Set<string>();
  for (const line of looked) {
    const [look = '', path = ''] = line.split('\t');
    done.add(`${look}\t${templateOf(path, addresses)}`);
  }
  const missing = addresses
    .filter((address) => !notPages.has(address))
    .flatMap((address) => {
      const ways = looks.filter((look) => !done.has(`${look}\t${address}`));
      return ways.length === 0 ? [] : [`no journey looks at ${address} ${ways.join(', ')}`];
    });
  return [...gone.map((address) => `${address} is not registered any more: it is no exception`), ...missing];
}
