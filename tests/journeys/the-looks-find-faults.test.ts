/** No check that can't fail: faults that are planted on a page are found by the looks that every journey ends in. */
import assert from 'node:assert/strict';
import { assertAccessible } from './steps/accessibility.ts';
import { journey, notAtAPhone } from './steps/journey.ts';
import { assertUsableByKeyboard } from './steps/keyboard.ts';

const page = (main: string): string =>
  `<!doctype html><html lang="en"><title>Planted</title><main><h1>Planted</h1>${main}</main></html>`;

const planted: readonly (readonly [string, RegExp])[] = [
  ['<p style="color: #999; background: #fff">Pale</p>', /color-contrast/],
  ['<input type="text">', /label/],
  ['<p style="width: 2000px">Wide</p>', /scrolled sideways/],
  ['<details><summary>Folded</summary><p style="width: 2000px">Wide</p></details>', /scrolled sideways/],
];
const trap = `<a href="#a">First</a><a href="#b" id="trap">Second</a><a href="#c">Third</a><script>
  document.getElementById('trap').addEventListener('keydown', (event) => event.preventDefault());</script>`;
const unshown =
  '<style>a:focus { outline: none; box-shadow: none }</style><a href="#a">Nothing shows that I am meant</a>';

journey(
  'faults that are planted on a page are found',
  async (visit) => {
    const shows = async (html: string): Promise<void> => {
      await visit.context.unrouteAll();
      await visit.context.route('**/planted', (route) => route.fulfill({ contentType: 'text/html', body: page(html) }));
      await visit.page.goto('/planted');
    };
    for (const [html, fault] of planted) {
      await shows(html);
      await assert.rejects(assertAccessible(visit), fault);
    }
    if (visit.way.hasScript) {
      await shows(trap);
      await assert.rejects(assertUsableByKeyboard(visit.page), /Third/);
      await shows(unshown);
      await assert.rejects(assertUsableByKeyboard(visit.page), /unshown[\s\S]*Nothing shows/);
      await shows('<a href="#a">First</a><button>Second</button><input type="text" aria-label="Third">');
      await assertUsableByKeyboard(visit.page);
    }
    await visit.context.unrouteAll();
    await visit.page.goto('/');
  },
  notAtAPhone,
);
