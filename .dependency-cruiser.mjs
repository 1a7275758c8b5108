// The rules are generated from tools/boundary-table.ts; `npm run check` runs them by tools/boundaries.ts.
export { boundaryConfiguration as default } from './tools/boundary-rules.ts';
