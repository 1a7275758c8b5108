/** The page that checks a log without the server, with the keys of this region in it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const placeOfKeys = '<script type="application/json" id="region-keys">[]</script>';
let page: string | undefined;

/** `keys` are verifier keys: letters, digits and a few signs, none of which could end a script. */
export function checkPage(keys: readonly string[]): string {
  page ??= readFileSync(join(import.meta.dirname, 'check-my-log.html'), 'utf8');
  const text = JSON.stringify(keys).replaceAll('<', '\\u003c');
  return page.replace(placeOfKeys, () => placeOfKeys.replace('[]', text));
}
