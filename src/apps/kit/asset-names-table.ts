/** Written by `tools/build-assets.ts`. */
export const assetNames = {
  'goldthread.css': 'goldthread.d6c2992dada8.css',
  'nhsuk-icon-cross.svg': 'nhsuk-icon-cross.694bdf45a657.svg',
  'nhsuk-icon-arrow-up-down.svg': 'nhsuk-icon-arrow-up-down.e5b217ca77e1.svg',
  'nhsuk-icon-arrow-up.svg': 'nhsuk-icon-arrow-up.b8bee584537e.svg',
  'nhsuk-icon-arrow-down.svg': 'nhsuk-icon-arrow-down.413e412e70e6.svg',
  'nhsuk-frontend.js': 'nhsuk-frontend.ac4d3c251bdf.js',
  'fold-on-phones.js': 'fold-on-phones.ecf7831f68a7.js',
  'record-live.js': 'record-live.374e670313db.js',
  'goldthread.js': 'goldthread.76c18a1e8022.js',
  'icon.svg': 'icon.afe1b8202b0d.svg',
} as const;

/** Hash of the sources that the assets were built from. */
export const builtFrom = '4209ec8a51845866d23d5cfbd0544319839ed50b45f53735c61f0a2b1b544e00';
