/** Starts the page's scripts. Every page works without any of this. */

import { foldOnPhones } from './fold-on-phones.ecf7831f68a7.js';
import { initAll } from './nhsuk-frontend.ac4d3c251bdf.js';
import { followRecord } from './record-live.b789f739da98.js';

initAll();
foldOnPhones();
followRecord();
