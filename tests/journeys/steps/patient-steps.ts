/** What a person does and sees on the pages of their own record. */
import type { Visit } from './journey.ts';
import { chooseAccount } from './staff-steps.ts';

/** The demo's identity provider stands in for NHS login. */
export async function signInToOwnRecordAs(visit: Visit, account: string): Promise<void> {
  const { page } = visit;
  await page.goto('/my');
  await page
    .getByRole('link', { name: /^(Log in|Continue)/ })
    .or(page.getByRole('button', { name: /^(Log in|Continue)/ }))
    .first()
    .click();
  await chooseAccount(visit, account);
  await page.waitForURL('**/my');
}

export const ownPages = ['/my', '/my/record', '/my/results', '/my/appointments', '/my/letters'] as const;
