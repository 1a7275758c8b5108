/** UK-20: what keeps a session alive is somebody who is there. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isActivity } from './is-activity.ts';

test('a script’s own fetch and a stream of events are no activity; a page, a file and a browser that does not say are', () => {
  for (const headers of [{ 'sec-fetch-dest': 'empty' }, { accept: 'text/event-stream' }])
    assert.equal(isActivity(headers), false);
  for (const headers of [{}, { 'sec-fetch-dest': 'document' }, { 'sec-fetch-dest': 'embed' }])
    assert.equal(isActivity(headers), true);
});
