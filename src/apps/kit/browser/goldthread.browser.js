/** Starts the page's scripts. Every page works without any of this. */

import { foldOnPhones } from './fold-on-phones.browser.js';
import { neverFromMemory } from './never-from-memory.browser.js';
import { initAll } from './nhsuk-frontend.browser.js';
import { followRecord } from './record-live.browser.js';

neverFromMemory();
initAll();
foldOnPhones();
followRecord();
