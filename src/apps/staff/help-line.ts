/** Whom a reader phones when a record does not open and care cannot wait. */
import type { StaffDependencies } from './staff-dependencies.ts';
import { words } from './words.en.ts';

export interface HelpLine {
  readonly text: string;
  /** Left out where this region named none: an invented number would ring nowhere while somebody waits. */
  readonly phone?: string;
}

export function helpLine({ config }: Pick<StaffDependencies, 'config'>): HelpLine {
  const phone = config.privacyOfficePhone ?? (config.isDemo ? words.demoHelpPhone : undefined);
  return phone === undefined ? { text: words.helpWithoutPhone } : { text: words.helpText, phone };
}
