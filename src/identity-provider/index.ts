export type { DemoAccount } from './demo-account.ts';
export {
  createDemoIdentityProvider,
  type DemoIdentityDeps,
  type DemoIdentityProvider,
} from './demo-identity-provider.ts';
