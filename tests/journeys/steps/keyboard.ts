/** WCAG 2.1.1, 2.1.2 and 2.4.7: whatever can be used on a page is reached by Tab alone, shows that it is, and lets go again. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';

interface Walked {
  readonly unreached: readonly string[];
  readonly unshown: readonly string[];
}

/** In the page. Of radios that belong together one is reached: the arrows lead to the others. */
const beginWalk = `(() => {
  const named = (one) => one.tagName.toLowerCase() + ' "' + (one.getAttribute('aria-label') || one.innerText || one.name || one.id || '').trim().slice(0, 60) + '"';
  const all = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')];
  // A long list goes on as it begins.
  const usable = all.slice(0, 120).filter((one) => !one.disabled && one.tabIndex >= 0 && one.checkVisibility({ visibilityProperty: true }));
  const reached = new Set();
  const unshown = new Set();
  document.addEventListener('focusin', ({ target }) => {
    reached.add(target.type === 'radio' ? 'radio ' + target.name : target);
    const { outlineStyle, boxShadow } = getComputedStyle(target);
    const isDrawnBeside = target.type === 'radio' || target.type === 'checkbox';
    if (!isDrawnBeside && outlineStyle === 'none' && boxShadow === 'none') unshown.add(named(target));
  });
  document.activeElement?.blur();
  globalThis.endOfWalk = () => ({
    unreached: usable.filter((one) => !reached.has(one.type === 'radio' ? 'radio ' + one.name : one)).map(named),
    unshown: [...unshown],
  });
  // A date is four or seven stops: its parts, and the calendar.
  const dates = usable.filter(({ type }) => type === 'date' || type === 'datetime-local').length;
  return usable.length + 6 * dates;
})()`;

/** In one go: to wait for the answer to each press takes three times as long, and the page comes to the same places. */
async function pressTab(page: Page, times: number): Promise<void> {
  const browser = await page.context().newCDPSession(page);
  const key = { key: 'Tab', code: 'Tab', windowsVirtualKeyCode: 9 };
  const sent = Array.from({ length: times }, () => [
    browser.send('Input.dispatchKeyEvent', { ...key, type: 'rawKeyDown' }),
    browser.send('Input.dispatchKeyEvent', { ...key, type: 'keyUp' }),
  ]);
  await Promise.all(sent.flat());
  await browser.detach();
}

export async function assertUsableByKeyboard(page: Page): Promise<void> {
  const count = await page.evaluate<number>(beginWalk);
  await pressTab(page, count + 2);
  const walked = await page.evaluate<Walked>('globalThis.endOfWalk()');
  await page.evaluate('document.activeElement?.blur(); window.scrollTo(0, 0)');
  assert.deepEqual(walked, { unreached: [], unshown: [] }, `by the keyboard on ${page.url()}`);
}
