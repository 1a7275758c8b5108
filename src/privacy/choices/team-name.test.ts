import assert from 'node:assert/strict';
import { test } from 'node:test';
import { teamName, teamNameKey } from './team-name.ts';

test('D18: a name is what everybody reads: no letter of another script, no mark that shows nothing, no turned direction', () => {
  for (const unreadable of [
    'D\u0456abetes',
    'Diabetes\u200b',
    '\u202eDiabetes',
    'Diabetes\ufe0f',
    '\ufffd',
    '\u00ad',
    ' . ',
    '',
  ])
    assert.equal(teamName(unreadable), undefined, JSON.stringify(unreadable));
  for (const name of ['Usual doctor and nurse', 'Ysbyty Môn', "Children's (0-5)", 'A & B, ward 3/4'])
    assert.equal(teamName(name), name);
  assert.equal(teamName('  Foot \u00a0 clinic '), 'Foot clinic');
  assert.equal(teamName('Ｆｏｏｔ'), 'Foot', 'wide letters are those letters');
});

test('D18: names that differ by case, spaces, accents or punctuation alone read as the same', () => {
  for (const other of [
    'usual doctor and nurse',
    'Usual doctor, and nurse.',
    'Usual  doctor-and nurse',
    'Usuàl doctor and nurse',
  ])
    assert.equal(teamNameKey(other), teamNameKey('Usual doctor and nurse'), other);
  assert.notEqual(teamNameKey('Ward 1'), teamNameKey('Ward 11'));
});
