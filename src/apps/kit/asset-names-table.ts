/** Written by `tools/build-assets.ts`. */
export const assetNames = {
  'goldthread.css': 'goldthread.435a4802e8f2.css',
  'nhsuk-icon-cross.svg': 'nhsuk-icon-cross.694bdf45a657.svg',
  'nhsuk-icon-arrow-up-down.svg': 'nhsuk-icon-arrow-up-down.e5b217ca77e1.svg',
  'nhsuk-icon-arrow-up.svg': 'nhsuk-icon-arrow-up.b8bee584537e.svg',
  'nhsuk-icon-arrow-down.svg': 'nhsuk-icon-arrow-down.413e412e70e6.svg',
  'nhsuk-frontend.js': 'nhsuk-frontend.ac4d3c251bdf.js',
  'fold-on-phones.js': 'fold-on-phones.ecf7831f68a7.js',
  'record-live.js': 'record-live.b789f739da98.js',
  'goldthread.js': 'goldthread.37baae1bb97c.js',
  'icon.svg': 'icon.afe1b8202b0d.svg',
} as const;

/** Hash of the sources that the assets were built from. */
export const builtFrom = '98b98af3efc573c0efe4ee6f7be82a06d89891d3440a5d868e3daa964506ed56';
