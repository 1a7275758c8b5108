/** Written by `tools/build-assets.ts`. */
export const assetNames = {
  'goldthread.css': 'goldthread.435a4802e8f2.css',
  'nhsuk-icon-cross.svg': 'nhsuk-icon-cross.694bdf45a657.svg',
  'nhsuk-icon-arrow-up-down.svg': 'nhsuk-icon-arrow-up-down.e5b217ca77e1.svg',
  'nhsuk-icon-arrow-up.svg': 'nhsuk-icon-arrow-up.b8bee584537e.svg',
  'nhsuk-icon-arrow-down.svg': 'nhsuk-icon-arrow-down.413e412e70e6.svg',
  'nhsuk-frontend.js': 'nhsuk-frontend.ac4d3c251bdf.js',
  'fold-on-phones.js': 'fold-on-phones.ecf7831f68a7.js',
  'never-from-memory.js': 'never-from-memory.50f56ef46585.js',
  'record-live.js': 'record-live.1cde524377de.js',
  'goldthread.js': 'goldthread.001adcfdabbf.js',
  'icon.svg': 'icon.afe1b8202b0d.svg',
} as const;

/** Hash of the sources that the assets were built from. */
export const builtFrom = 'c2ee8a6bff4bf6cda0064adc3aba3607ab1bf7ca9231a8516f1e7e36e76b8683';
