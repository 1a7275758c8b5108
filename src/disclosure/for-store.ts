/** Only `store` may import this: it seals what was read. Held by the boundary rules. */
export { sealUnderGrant } from './sealed.ts';
