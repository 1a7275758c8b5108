/**
 * Story A7: the time of a visit to Arthur changes while Karen, who acts for him, has her page open. She sees it within five seconds,
 * and no word of what the visit is for.
 */
import { nobodyActsFor } from './steps/behind-steps.ts';
import { approves, askToAct, becomes, lookedAtElsewhere } from './steps/choice-steps.ts';
import { allWays, journey, notAtAPhone, type Visit } from './steps/journey.ts';
import { people } from './steps/people.ts';
import { sendMessages } from './steps/region-under-test.ts';
import { pageHoldsNothingOf, pageShows } from './steps/staff-steps.ts';
import { visitMessage } from './steps/visit-message.ts';

const { arthurRimmer } = people;
/** The promise is 5 s on an idle machine; the test fails only where the page does not follow at all. */
const givenUpAfterMs = 15_000;
const service = 'Stoma care at home';

/** London's own hour, in winter and in summer. */
function tomorrowAt(hour: number, minute: number): number {
  const day = new Date(Date.now() + 86_400_000);
  const inLondon = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', hour: '2-digit', hour12: false });
  const utc = Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate(), hour, minute);
  return utc - (Number(inLondon.format(utc)) - hour) * 3_600_000;
}

journey(
  'the time of a visit changes, and Karen is told on her open page',
  async (visit) => {
    const { page, region, way } = visit;
    const unlooked = lookedAtElsewhere(visit);
    await nobodyActsFor(arthurRimmer.nhsNumber);
    const number = `HV${Date.now().toString(36).toUpperCase()}`;
    const minute = 10 * allWays.indexOf(way);
    const booked = { ...arthurRimmer, number, service };
    await sendMessages(region, [visitMessage({ ...booked, trigger: 'S12', startMs: tomorrowAt(9, minute) })]);
    await becomes(visit, 'proxy-a1', 'my');
    await askToAct(unlooked, {
      called: 'Dad',
      relationship: 'Daughter',
      nhsNumber: arthurRimmer.nhsNumber,
      birthDate: arthurRimmer.birthDate,
      practice: 'Alderfen Surgery',
      basis: /They agreed to it/,
      scopes: ['Appointments'],
    });
    await becomes(visit, 'gp', 'staff');
    await approves(unlooked, arthurRimmer.familyName, 'Karen Rimmer');
    await becomes(visit, 'proxy-a1', 'my');
    await page.goto('/my/acting');
    // Awaited from before the page is there: it follows as soon as it is read.
    const followed = way.hasScript ? page.waitForRequest('**/events?*') : undefined;
    await page.getByRole('listitem').filter({ hasText: 'Acting now' }).getByRole('link', { name: 'Dad' }).click();
    await page.waitForURL('**/my/acting/*');
    await pageShows(visit, ['Coming up', /9(:\d\d)?am/]);
    await followed;

    const startedMs = performance.now();
    await sendMessages(region, [visitMessage({ ...booked, trigger: 'S13', startMs: tomorrowAt(16, minute) })]);
    await sheSees(visit, startedMs);
    await pageHoldsNothingOf(visit, ['Stoma']);
  },
  notAtAPhone,
);

async function sheSees({ page, way }: Visit, startedMs: number): Promise<void> {
  const minute = 10 * allWays.indexOf(way);
  const pattern = new RegExp(minute === 0 ? '4(:00)?pm' : `4:${minute}pm`);
  if (!way.hasScript) {
    await page.reload();
    await page.getByText(pattern).first().waitFor();
    return;
  }
  await page.locator('[data-is-new]', { hasText: pattern }).first().waitFor({ timeout: givenUpAfterMs });
  console.log(
    `figure: a changed visit, ${way.name}: on Karen's open page after ${Math.round(performance.now() - startedMs)} ms`,
  );
  await page.getByText('Changed just now').first().waitFor();
}
