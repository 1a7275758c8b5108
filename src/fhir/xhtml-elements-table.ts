/**
 * What a narrative may hold (R4 2.4.0, rule txt-1): the elements and attributes of HTML 4.0, chapters 7 to 11 without 9.4
 * (`ins`, `del`) and 15, `a` and images. Deprecated elements (`u`, `s`, `font`, `center`) are not among them.
 */

/** Attributes that any element may have; none of them does anything. */
export const attributesOfAll: ReadonlySet<string> = new Set(
  'id class style title lang xml:lang xml:space dir'.split(' '),
);

const cell = 'abbr axis headers scope rowspan colspan align valign char charoff width height nowrap bgcolor';
const columns = 'span width align valign char charoff';
const rows = 'align valign char charoff';
const link = 'href hreflang type rel rev charset shape coords accesskey tabindex';

const attributes: Readonly<Record<string, string>> = {
  a: `${link} name`,
  abbr: '',
  acronym: '',
  address: '',
  area: 'href alt nohref shape coords accesskey tabindex',
  b: '',
  bdo: '',
  big: '',
  blockquote: 'cite',
  br: 'clear',
  caption: 'align',
  cite: '',
  code: '',
  col: columns,
  colgroup: columns,
  dd: '',
  dfn: '',
  div: 'align',
  dl: 'compact',
  dt: '',
  em: '',
  h1: 'align',
  h2: 'align',
  h3: 'align',
  h4: 'align',
  h5: 'align',
  h6: 'align',
  hr: 'align noshade size width',
  i: '',
  img: 'src alt name longdesc height width usemap ismap align border hspace vspace',
  kbd: '',
  li: 'type value',
  map: 'name',
  ol: 'type start compact',
  p: 'align',
  pre: 'width',
  q: 'cite',
  samp: '',
  small: '',
  span: '',
  strong: '',
  sub: '',
  sup: '',
  table: 'summary width border frame rules cellspacing cellpadding align bgcolor',
  tbody: rows,
  td: cell,
  tfoot: rows,
  th: cell,
  thead: rows,
  tr: `${rows} bgcolor`,
  tt: '',
  ul: 'type compact',
  var: '',
};

/** By element, the attributes that it has beside those of all. */
export const attributesByElement: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(attributes).map(([element, names]) => [element, new Set(names.split(' '))]),
);

/** They hold nothing, whether they end by themselves or by an end tag. */
export const emptyElements: ReadonlySet<string> = new Set(['br', 'hr', 'img', 'col', 'area']);

/** Attributes whose value is an address. */
export const addresses: ReadonlySet<string> = new Set(['href', 'src', 'cite', 'longdesc', 'usemap']);
