/** Starts the page's scripts. Every page works without any of this. */

import { foldOnPhones } from './fold-on-phones.ecf7831f68a7.js';
import { neverFromMemory } from './never-from-memory.50f56ef46585.js';
import { initAll } from './nhsuk-frontend.ac4d3c251bdf.js';
import { followRecord } from './record-live.4e488e1d2c7b.js';

neverFromMemory();
initAll();
foldOnPhones();
followRecord();
