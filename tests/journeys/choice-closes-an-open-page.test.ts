/** Issue 4, item 3 (UK-9): Arthur stops an organisation from looking while a nurse of it has his record open. */
import assert from 'node:assert/strict';
import { becomes, chooseAndConfirm, follow, press } from './steps/choice-steps.ts';
import { anotherVisit, journey, notAtAPhone, type Visit } from './steps/journey.ts';
import { people } from './steps/people.ts';
import { findByNhsNumber, openRecordOf, pageShows, signInAs } from './steps/staff-steps.ts';

/** Effective within 60 seconds, open pages included. */
const atMostMs = 60_000;

journey(
  'A choice closes a page that is open',
  async (visit) => {
    const nurse = await theNurseHasTheRecordOpen(visit);
    try {
      await becomes(visit, 'patient-a1', 'my');
      await visit.page.goto('/my/choices');
      await follow(visit, /^Stop one organisation from looking/, '/my/choices/sharing-organisation');
      await visit.page
        .getByLabel('Which organisation?')
        .selectOption({ label: 'Millgate Walk-in and Urgent Treatment Centre' });
      await visit.page.getByLabel(/Never, not even in an emergency/).check();
      await chooseAndConfirm(visit);
      await pageShows(visit, [/Millgate Walk-in and Urgent Treatment Centre stopped from looking/]);

      await theOpenPageHoldsNothingOfOthers(nurse);

      await follow(visit, 'Undo', '/my/choices/take-back?choice=*');
      await press(visit, 'Take it back');
    } finally {
      await nurse.context.close();
    }
  },
  notAtAPhone,
);

function theNurseHasTheRecordOpen(visit: Visit): Promise<Visit> {
  return anotherVisit(visit, async (nurse) => {
    await signInAs(nurse, 'walk-in-nurse');
    await findByNhsNumber(nurse, people.arthurRimmer.nhsNumber);
    await openRecordOf(nurse, people.arthurRimmer.familyName);
    await pageShows(nurse, [/Lung cancer/]);
  });
}

/** A page with a script changes by itself; one without holds nothing at the next click. */
async function theOpenPageHoldsNothingOfOthers({ page, way }: Visit): Promise<void> {
  if (!way.hasScript) await page.reload();
  // Asked from outside: the page's own policy lets nobody evaluate a text in it. While it fetches itself it has no content.
  const shown = (): Promise<string> => page.content().catch(() => 'Lung cancer, or nothing yet');
  let last = await shown();
  for (const until = Date.now() + atMostMs; Date.now() < until && /Lung cancer/.test(last); last = await shown())
    await page.waitForTimeout(200);
  assert.doesNotMatch(last, /Lung cancer/);
}
