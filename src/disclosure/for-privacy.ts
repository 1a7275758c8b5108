/** Only `privacy` may import this: it makes grants. Held by the boundary rules. */
export { type GrantContents, pressGrant } from './access-grant.ts';
