/** Written by `tools/build-assets.ts`. */
export const assetNames = {
  'goldthread.css': 'goldthread.49aeb35d252f.css',
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
export const builtFrom = '6d73057ed7d1734b2ab28768feafb7dd8c10d949b7c7722130a48785f2dc19ef';
