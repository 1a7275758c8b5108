export const assetNames = { 'goldthread.css': 'goldthread.css', 'goldthread.js': 'goldthread.js', 'icon.svg': 'icon.svg' } as const;
export const builtFrom = '';
