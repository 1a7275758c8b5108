/** Attack 82: which addresses of an app take a form, and how one comes that is not of our own page. */
import type { FastifyInstance } from 'fastify';

/** Filled in as routes are registered: call it before. */
export function formRoutesOf(app: FastifyInstance): readonly string[] {
  const routes: string[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    if ([method].flat().some((one) => one !== 'GET' && one !== 'HEAD')) routes.push(url);
  });
  return routes;
}

export interface FormFromElsewhere {
  readonly token: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** With what a page of ours would send besides, where it is not the token that is wrong. */
export const fromElsewhere: Readonly<Record<string, (formToken: string) => FormFromElsewhere>> = {
  'without the token of the session': () => ({ token: 'guess', headers: {} }),
  'by a page of another site': (token) => ({ token, headers: { 'sec-fetch-site': 'cross-site' } }),
  'by a page of a neighbouring host': (token) => ({ token, headers: { 'sec-fetch-site': 'same-site' } }),
  'from another origin': (token) => ({ token, headers: { origin: 'https://elsewhere.example' } }),
};
