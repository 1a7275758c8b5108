/**
 * SMART App Launch 2.2 with `fhirclient`, unmodified: a patient's app (its Node form) launches by itself and from `/my`, an
 * app of staff (its browser form) from a record. Each is limited to its scopes, and stops when the person stops it.
 */
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { assertAccessibleOnTheWay } from './steps/accessibility.ts';
import { journey, type Visit } from './steps/journey.ts';
import { signInToOwnRecordAs } from './steps/patient-steps.ts';
import { people } from './steps/people.ts';
import { regionUnderTest } from './steps/region-under-test.ts';
import { type AppServer, openAppServer, testAppPort } from './steps/smart-client.ts';
import { chooseAccount, findByNhsNumber, openRecordOf, pageShows, signInAs } from './steps/staff-steps.ts';

let app: AppServer;
before(async () => {
  app = await openAppServer(regionUnderTest(), testAppPort());
});
after(() => app.close());

const said = (visit: Visit): Promise<string> => visit.page.locator('#said').innerText();

journey('Arthur allows an app a part of his record, sees it look, and stops it', async (visit) => {
  const { page } = visit;
  // Given an app that asks for who he is, his problems and his laboratory results
  await page.goto(`${app.origin}/diary-launch`);
  await chooseAccount(visit, 'patient-a1');
  await page.getByRole('heading', { name: 'Tarn Health Diary wants to see your record' }).waitFor();
  await pageShows(visit, ['Test results, measurements and scans – only: laboratory', /For 90 days/, /Connected apps/]);
  await assertAccessibleOnTheWay(visit);

  // When he takes the tick from his problems and allows the rest
  await page.getByLabel('Health problems').uncheck();
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  await page.getByRole('heading', { name: 'Tarn Health Diary', exact: true }).waitFor();

  // Then it sees that and no more
  assert.match(await said(visit), /^Patient read; \d+ laboratory results; allergies refused 403$/);
  const { client } = app.diary;
  assert.ok(client !== undefined);
  assert.doesNotMatch(client.state.tokenResponse?.scope ?? '', /Condition/);
  const id = client.patient.id ?? '';
  await assert.rejects(client.request(`Condition?patient=${id}`), /403/);
  await client.refresh();
  await client.patient.read();

  // And he sees it in his log and in his list, where he stops it
  await page.goto('/my/who-has-looked');
  await pageShows(visit, [/Tarn Health Diary/, /Allowed the app Tarn Health Diary/]);
  await page.goto('/my');
  await page.getByRole('link', { name: /^Connected apps/ }).click();
  await pageShows(visit, ['Made by Example Apps Ltd', 'Who you are: name, date of birth', /It last looked on/]);
  await assertAccessibleOnTheWay(visit);
  await page.getByRole('button', { name: 'Stop this app: Tarn Health Diary' }).first().click();
  await page.waitForURL('**/my/connected-apps?done=stopped');
  await pageShows(visit, ['You stopped the app.']);
  await assert.rejects(client.patient.read(), /401|400|expired|invalid/i);
  await assert.rejects(async () => client.refresh());
});

journey('Arthur opens an app from his own pages and says no', async (visit) => {
  const { page } = visit;
  await signInToOwnRecordAs(visit, 'patient-a1');
  await page.goto('/my/connected-apps');
  await page.getByRole('button', { name: 'Open the app Tarn Health Diary' }).click();
  await page.getByRole('button', { name: 'Do not allow' }).click();
  await page.waitForURL(/\/diary\?/);
  assert.match(await said(visit), /^no: /);
  await page.goto('/my/connected-apps');
});

journey('A GP opens an app from a record: it reads that record alone, and stops with a click', async (visit) => {
  const { page } = visit;
  await signInAs(visit, 'gp');
  await findByNhsNumber(visit, people.arthurRimmer.nhsNumber);
  const record = await openRecordOf(visit, people.arthurRimmer.familyName);
  await page.goto(`${record}/apps`);
  await pageShows(visit, ['It asks you first what it may read']);
  await assertAccessibleOnTheWay(visit);
  if (visit.way.hasScript) {
    await page.getByRole('button', { name: 'Open the app Growth Charts' }).click();
    await page.getByRole('heading', { name: 'Growth Charts wants to read records for you' }).waitFor();
    await pageShows(visit, ['It can’t open any other record than the one you opened it from.']);
    await assertAccessibleOnTheWay(visit);
    await page.getByRole('button', { name: 'Allow', exact: true }).click();
    await page
      .getByText(/Patient read; AllergyIntolerance found \d+; Condition refused 403; Patient found 0/)
      .waitFor();
    const stopping = await visit.context.newPage();
    await stopping.goto('/staff/connected-apps');
    await stopping.getByRole('button', { name: 'Stop the app Growth Charts' }).first().click();
    await stopping.waitForURL('**/staff/connected-apps?done=stopped');
    await page.getByRole('button', { name: 'Look again' }).click();
    await page.getByText(/Patient refused|Patient .*expired/).waitFor();
  }
  await page.goto('/staff/connected-apps');
});
