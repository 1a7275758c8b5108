/** Which feed a message belongs to, by MSH-3 and MSH-4. */
import type { Source } from '#directory';
import type { OdsCode } from '#kernel/ods-code.ts';
import type { IntakeDependencies } from './intake-dependencies.ts';

export type SenderDependencies = Pick<IntakeDependencies, 'directory' | 'isDemo'>;

const demoOrganisation = 'ZX99' as OdsCode;
const demoSourceCode = 'demo-hl7-';
/** Anybody who reaches the port of a demo region can invent senders. */
const mostDemoSenders = 500;

/** Undefined for a sender that is not registered, in a region that is not a demonstration. */
export function createSenderResolver({ directory, isDemo }: SenderDependencies) {
  let registering: Promise<unknown> = Promise.resolve();

  async function registerDemoSender(sender: string): Promise<Source | undefined> {
    const known = directory.sourceBySender(sender);
    if (known !== undefined) return known;
    const taken = directory.sources().filter((source) => source.code.startsWith(demoSourceCode)).length;
    if (taken >= mostDemoSenders) return undefined;
    if (directory.organisation(demoOrganisation) === undefined)
      await directory.registerOrganisation({ code: demoOrganisation, name: 'Demo senders', kind: 'other' });
    return directory.registerSource({
      code: `${demoSourceCode}${taken + 1}`,
      organisation: demoOrganisation,
      name: `Demo sender ${taken + 1}`,
      feed: 'hl7v2',
      sender,
      delivery: 'live',
    });
  }

  return async (sender: string): Promise<Source | undefined> => {
    const known = directory.sourceBySender(sender);
    if (known !== undefined || !isDemo) return known;
    // One at a time: numbers are counted.
    const registered = registering.then(() => registerDemoSender(sender));
    registering = registered.catch(() => undefined);
    return registered;
  };
}
