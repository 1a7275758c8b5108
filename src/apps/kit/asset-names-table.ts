/** Written by `tools/build-assets.ts`. */
export const assetNames = {
  'goldthread.css': 'goldthread.a651129d569c.css',
  'nhsuk-frontend.js': 'nhsuk-frontend.ac4d3c251bdf.js',
  'fold-on-phones.js': 'fold-on-phones.ecf7831f68a7.js',
  'record-live.js': 'record-live.374e670313db.js',
  'goldthread.js': 'goldthread.76c18a1e8022.js',
  'icon.svg': 'icon.eeadf38d6b90.svg',
} as const;

/** Hash of the sources that the assets were built from. */
export const builtFrom = '062bfabd843148be0298dc3f2e4813122f2e2c5c676a7c70b30933f9e72425cd';
