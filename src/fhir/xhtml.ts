/**
 * Narrative XHTML (R4 2.4.0, rules txt-1 and txt-2): the few elements and attributes of plain formatting, well formed,
 * and something to read. The danger is script: a narrative may one day be shown on a page.
 */
const allowedElements = new Set(
  (
    'div p br hr span b i u strong em small big tt code pre blockquote q sub sup ins del abbr acronym cite dfn kbd ' +
    'samp var address bdo h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table caption colgroup col thead tbody tfoot tr th td ' +
    'a img map area'
  ).split(' '),
);
const allowedAttributes = new Set(
  (
    'xmlns xml:lang lang dir id class style title href name src alt width height abbr axis headers scope colspan ' +
    'rowspan span align valign border cellpadding cellspacing summary frame rules char charoff compact start value ' +
    'type shape coords usemap longdesc cite datetime rel rev accesskey tabindex clear nowrap bgcolor'
  ).split(' '),
);
const emptyElements = new Set(['br', 'hr', 'img', 'col', 'area']);
const opening = '<div';
const tagForm = /^<(\/?)([a-z][a-z0-9]*)((?:\s+[a-zA-Z:_-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>$/;
const attributeForm = /([a-zA-Z:_-]+)\s*=\s*("[^"]*"|'[^']*')/g;
const scriptAddress = /^\s*(javascript|vbscript|data:text)/i;

/** The rule that a narrative breaks; undefined when it breaks none. */
export function xhtmlFlaw(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'must be a string';
  const text = value.trim();
  if (!text.startsWith(opening) || !text.endsWith('</div>')) return 'must be one XHTML div';
  const open: string[] = [];
  let hasContent = false;
  let at = 0;
  while (at < text.length) {
    const start = text.indexOf('<', at);
    const before = text.slice(at, start < 0 ? text.length : start);
    if (before.trim() !== '') hasContent = true;
    if (start < 0) break;
    if (open.length === 0 && start > 0) return 'must be one XHTML div';
    if (text.startsWith('<!--', start)) {
      const end = text.indexOf('-->', start);
      if (end < 0) return 'must be well-formed XHTML';
      at = end + 3;
      continue;
    }
    const end = text.indexOf('>', start);
    if (end < 0) return 'must be well-formed XHTML';
    const rule = tagFlaw(text.slice(start, end + 1), open);
    if (rule !== undefined) return rule;
    if (text.startsWith('<img', start)) hasContent = true;
    at = end + 1;
  }
  if (open.length > 0) return 'must be well-formed XHTML';
  return hasContent ? undefined : 'must hold some text or an image (rule txt-2)';
}

function tagFlaw(tag: string, open: string[]): string | undefined {
  const match = tagForm.exec(tag);
  if (match === null) return 'must be well-formed XHTML';
  const [, closing, name, attributes, selfClosing] = match as unknown as [string, string, string, string, string];
  if (!allowedElements.has(name)) return 'must hold only plain formatting elements (rule txt-1)';
  if (closing !== '') return open.pop() === name ? undefined : 'must be well-formed XHTML';
  for (const [, attribute, quoted] of attributes.matchAll(attributeForm)) {
    if (!allowedAttributes.has(attribute!)) return 'must hold only plain formatting attributes (rule txt-1)';
    if ((attribute === 'href' || attribute === 'src') && scriptAddress.test(quoted!.slice(1))) {
      return 'must hold no script (rule txt-1)';
    }
  }
  if (selfClosing === '' && !emptyElements.has(name)) open.push(name);
  else if (selfClosing === '') return 'must be well-formed XHTML';
  return undefined;
}
