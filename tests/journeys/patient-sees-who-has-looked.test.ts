/** Story A1 and A8: Arthur sees each look, the refused one too, and nothing that waits for a clinician to release it. */
import assert from 'node:assert/strict';
import { assertAccessibleOnTheWay } from './steps/accessibility.ts';
import { openOverHttp } from './steps/http-steps.ts';
import { journey, type Visit } from './steps/journey.ts';
import { ownPages, signInToOwnRecordAs } from './steps/patient-steps.ts';
import { people } from './steps/people.ts';
import { pageHoldsNothingOf, pageShows } from './steps/staff-steps.ts';

journey('Arthur sees who has looked, and a histology report only after its release', async (visit) => {
  await theWalkInNurseOpensHisRecord(visit);
  await theSupermarketPharmacistIsStopped(visit);

  await signInToOwnRecordAs(visit, 'patient-a1');
  await pageShows(visit, [/Good (morning|afternoon|evening), Arthur/]);
  await histologyIsNowhere(visit);

  await visit.page.goto('/my');
  await visit.page.getByRole('link', { name: /^Who has looked at my record/ }).click();
  await visit.page.waitForURL('**/my/who-has-looked');
  const looks = await looksShown(visit);
  assert.match(
    looks.find((look) => look.includes('Mary Coyle') && look.includes('Opened your record')) ?? '',
    /Sister Mary Coyle, senior nurse at Millgate Walk-in and Urgent Treatment Centre[\s\S]*Why:\s+Because you attended Millgate/,
  );
  assert.match(
    looks.find((look) => look.includes('Heidi Cole') && look.includes('Tried to open')) ?? '',
    /Ms Heidi Cole, pharmacist at Brightmart Pharmacy[\s\S]*They were stopped\.[\s\S]*Why:\s+We know of no care that they give you\./,
  );
  await pageShows(visit, [/Numbered 1 to \d+, none missing/]);
  numbersFallWithoutAGap(looks);
});

async function theWalkInNurseOpensHisRecord({ region }: Visit): Promise<void> {
  const { html } = await openOverHttp(region, 'walk-in-nurse', people.arthurRimmer.nhsNumber);
  assert.match(html, /Lung cancer/);
}

async function theSupermarketPharmacistIsStopped({ region }: Visit): Promise<void> {
  const { status, html } = await openOverHttp(region, 'supermarket-pharmacist', people.arthurRimmer.nhsNumber);
  assert.equal(status, 403);
  assert.doesNotMatch(html, /Lung cancer|Apixaban|Penicillin/);
}

async function histologyIsNowhere(visit: Visit): Promise<void> {
  for (const address of ownPages) {
    await visit.page.goto(address);
    await pageHoldsNothingOf(visit, ['Histology', 'Squamous cell carcinoma', 'spiculated mass']);
    await assertAccessibleOnTheWay(visit);
  }
}

async function looksShown({ page }: Visit): Promise<string[]> {
  const looks = await page.getByRole('main').locator('li', { hasText: 'Why:' }).allInnerTexts();
  return looks.map((look) => look.replace(/\s+/g, ' '));
}

/** Newest first; several looks alike may stand in one line, with the first and the last of their numbers. */
function numbersFallWithoutAGap(looks: readonly string[]): void {
  const ranges = looks.flatMap((look) => {
    const [, from, to] = /Entr(?:y|ies) (\d+)(?: to (\d+))?/.exec(look) ?? [];
    return from === undefined ? [] : [{ from: Number(from), to: Number(to ?? from) }];
  });
  assert.ok(ranges.length > 1);
  for (const [index, range] of ranges.slice(1).entries()) assert.equal(range.to, (ranges[index]?.from ?? 0) - 1);
}
