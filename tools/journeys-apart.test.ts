import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { journeysApart } from './journeys-apart.ts';

const names = ['arthur', 'leah', 'maya'];
const groupsOf = (...sources: readonly string[]): string[] =>
  journeysApart(
    sources.map((source, index) => ({ file: String(index), source })),
    names,
  ).map(({ files, hasOwnRegion }) => files.join(' ') + (hasOwnRegion ? ' alone' : ''));

describe('journeys that run beside each other', () => {
  it('have nobody in common', () => {
    assert.deepEqual(groupsOf('people.arthur', 'people.leah', 'people.arthur'), ['0 2', '1']);
  });

  it('are not those that a third has people in common with', () => {
    assert.deepEqual(groupsOf('people.maya', 'people.leah', "people.maya, people.leah, 'patient-x'"), ['0 1 2']);
  });

  it('know a person by an account, too', () => {
    assert.deepEqual(groupsOf("signIn('patient-a1')", '', "signIn('proxy-a1'); signIn('patient-a1')"), ['0 2', '1']);
  });

  it('need not wait for the region when they start one of their own', () => {
    assert.deepEqual(groupsOf('people.arthur', 'people.arthur; spawnRegion({})', ''), ['1 alone', '0', '2']);
  });
});
