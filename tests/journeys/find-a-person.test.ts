/** Finding a person: nobody, mistakes in the form with what was typed kept, two people much alike, and the reason page. */
import assert from 'node:assert/strict';
import { traceLimit } from '#patient-index';
import { assertAccessibleOnTheWay } from './steps/accessibility.ts';
import { journey, type Visit } from './steps/journey.ts';
import { people } from './steps/people.ts';
import { sendMessages } from './steps/region-under-test.ts';
import { findByNhsNumber, openRecordOf, pageHoldsNothingOf, pageShows, signInAs } from './steps/staff-steps.ts';

journey('a mistake in the form is said beside its field, and what was typed is kept', async (visit) => {
  await signInAs(visit, 'gp');
  await findByNhsNumber(visit, '999 000 0019');
  await pageShows(visit, ['There is a problem', 'Check the NHS number: one of its digits is wrong']);
  assert.equal(await visit.page.getByLabel('NHS number').inputValue(), '999 000 0019');
  assert.match(await visit.page.title(), /^Error: /);
  await assertAccessibleOnTheWay(visit);

  await visit.page.getByLabel('NHS number').fill('');
  await findByName(visit, { familyName: 'Rimmer', givenName: 'Arthur', born: ['31', '2', '1957'] });
  await pageShows(visit, ['There is a problem', 'Date of birth must be a real date']);
  const typed = ['Family name', 'Given name', 'Day', 'Month', 'Year'].map((label) =>
    visit.page.getByLabel(label, { exact: true }).inputValue(),
  );
  assert.deepEqual(await Promise.all(typed), ['Rimmer', 'Arthur', '31', '2', '1957']);
});

journey('nobody found does not mean that there is no record', async (visit) => {
  await signInAs(visit, 'gp');
  await findByName(visit, { familyName: 'Nonesuch', givenName: '', born: ['1', '1', '1950'] });
  await pageShows(visit, [
    'We could not find a person using the details you searched for',
    'That does not mean that they have no record',
    'Do not make a new record until you have checked with the person',
  ]);
});

journey('too many people match: none is shown, and what to add is said', async (visit) => {
  await aCrowdIsRegistered(visit);
  await signInAs(visit, 'gp');
  await findByName(visit, { familyName: 'Throng', givenName: '', born: ['2', '2', '1962'] });
  await pageShows(visit, ['Too many people match', 'Add a given name or a postcode']);
  await pageHoldsNothingOf(visit, ['/staff/people/']);
  assert.equal(await visit.page.getByLabel('Family name').inputValue(), 'Throng');
});

journey('two people of one name and date of birth are shown with a warning', async (visit) => {
  await signInAs(visit, 'gp');
  await findByName(visit, { familyName: 'Hughes', givenName: 'David', born: ['8', '3', '1974'] });
  await pageShows(visit, ['2 people found', 'Some of these people have similar names or dates of birth']);
  await pageShows(visit, ['999 000 0379', '999 000 0417']);
});

journey('a pharmacist whom no care connects gives a reason before anything opens', async (visit) => {
  const { page } = visit;
  await signInAs(visit, 'supermarket-pharmacist');
  await findByNhsNumber(visit, people.arthurRimmer.nhsNumber);
  await pageShows(visit, ['Asks for your reason first']);
  await openRecordOf(visit, 'Rimmer');
  await pageShows(visit, [
    'Why do you need to open this record?',
    'Nothing clinical has been shown to you yet',
    /RIMMER, Arthur/i,
  ]);
  await pageHoldsNothingOf(visit, ['Lung cancer', 'Apixaban', 'Penicillin', 'Tannery Row']);
  await assertAccessibleOnTheWay(visit);

  await page.getByRole('button', { name: /^Open record/ }).click();
  await pageShows(visit, ['There is a problem']);
  await pageHoldsNothingOf(visit, ['Lung cancer', 'Apixaban', 'Penicillin']);
});

const letter = (index: number): string => String.fromCharCode(65 + index);

/** One more than a page may show, all of one name and birth date; the same people whenever it is sent again. */
async function aCrowdIsRegistered({ region, way }: Visit): Promise<void> {
  const messages = Array.from({ length: traceLimit + 1 }, (_, index) =>
    [
      `MSH|^~\\&|TIE|ZX41|GOLDTHREAD|ZX1|20261101090000||ADT^A28^ADT_A05|CROWD${index}${way.width}${way.hasScript}|P|2.4`,
      'EVN|A28|20261101090000',
      `PID|1||77${1000 + index}^^^ZX41^PI||THRONG^PERSON${letter(Math.floor(index / 26))}${letter(index % 26)}||19620202|F`,
      'PV1|1|N',
      '',
    ].join('\r'),
  );
  await sendMessages(region, messages);
}

async function findByName(
  { page }: Visit,
  person: { familyName: string; givenName: string; born: readonly [string, string, string] },
): Promise<void> {
  await page.getByLabel('Family name').fill(person.familyName);
  await page.getByLabel('Given name').fill(person.givenName);
  const [day, month, year] = person.born;
  await page.getByLabel('Day', { exact: true }).fill(day);
  await page.getByLabel('Month', { exact: true }).fill(month);
  await page.getByLabel('Year', { exact: true }).fill(year);
  await page.getByRole('button', { name: 'Find' }).last().click();
  await page.waitForURL('**/staff/find');
}
