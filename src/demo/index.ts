export { type DemoAccount, type DemoRegion, generateRegion } from './generated-region.ts';
export {
  type DemoIntakes,
  type DemoProgress,
  type LoadDependencies,
  loadRegion,
  registerDemoOrganisations,
} from './load-region.ts';
