import type { Clock } from '#kernel/clock.ts';
import type { Pages } from '#kit';

export interface FrontDependencies {
  readonly pages: Pages;
  readonly isDemo: boolean;
  readonly regionName: string;
  readonly clock: Clock;
}
