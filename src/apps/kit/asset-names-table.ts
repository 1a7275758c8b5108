/** Written by `tools/build-assets.ts`. */
export const assetNames = {
  'goldthread.css': 'goldthread.722fbf1e4bdc.css',
  'nhsuk-icon-cross.svg': 'nhsuk-icon-cross.694bdf45a657.svg',
  'nhsuk-icon-arrow-up-down.svg': 'nhsuk-icon-arrow-up-down.e5b217ca77e1.svg',
  'nhsuk-icon-arrow-up.svg': 'nhsuk-icon-arrow-up.b8bee584537e.svg',
  'nhsuk-icon-arrow-down.svg': 'nhsuk-icon-arrow-down.413e412e70e6.svg',
  'nhsuk-frontend.js': 'nhsuk-frontend.ac4d3c251bdf.js',
  'fold-on-phones.js': 'fold-on-phones.ecf7831f68a7.js',
  'never-from-memory.js': 'never-from-memory.50f56ef46585.js',
  'record-live.js': 'record-live.4e488e1d2c7b.js',
  'goldthread.js': 'goldthread.b8df5b176500.js',
  'icon.svg': 'icon.afe1b8202b0d.svg',
} as const;

/** Hash of the sources that the assets were built from. */
export const builtFrom = '27744d8b7ef60c3d46cdf148cdb94046a38afa25d4170eccd79ecc6fdcccbb51';
