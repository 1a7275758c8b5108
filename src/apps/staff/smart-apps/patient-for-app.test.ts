/** SMART App Launch 2.2, "Launch context arrives with your access_token": `patient` is one that the app can read. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { patientForApp } from './patient-for-app.ts';

const entry = (id: string, resourceType: 'Patient' | 'Condition', isWithdrawn = false) => ({
  id,
  isWithdrawn,
  resource: { resourceType },
});

it('an app asks by the Patient of the page, or by another that its reader is shown, never by one that is not there for them', () => {
  const entries = [
    entry('gone', 'Patient', true),
    entry('problem', 'Condition'),
    entry('one', 'Patient'),
    entry('two', 'Patient'),
  ];
  assert.equal(patientForApp(entries, 'two'), 'two');
  for (const asked of ['registration-alone', 'gone', 'problem'])
    assert.equal(patientForApp(entries, asked), 'one', asked);
  assert.equal(patientForApp([entry('problem', 'Condition')], 'registration-alone'), undefined);
});
