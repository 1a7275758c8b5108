/**
 * Narrative XHTML (R4 2.4.0, rules txt-1 and txt-2): well-formed XML, the elements and attributes of plain formatting, and
 * something to read. The danger is script: whoever shows a narrative gives it to a parser of HTML, which reads some
 * well-formed XML as something else.
 */
import { addresses, attributesByElement, attributesOfAll, emptyElements } from './xhtml-elements-table.ts';

const namespace = 'http://www.w3.org/1999/xhtml';
const notWellFormed = 'must be well-formed XHTML';
const notOneDiv = 'must be one XHTML div';

// What no XML document can hold (XML 1.0, 2.2).
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unwritable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;
const divForm = /^[ \t\r\n]*<div[\s\S]*<\/div[ \t\r\n]*>[ \t\r\n]*$/;
const tagBegin = /<(\/?)([a-z][a-z0-9]*)/y;
const attributeForm = /[ \t\r\n]+([A-Za-z_:][\w:.-]*)[ \t\r\n]*=[ \t\r\n]*(?:"([^"<]*)"|'([^'<]*)')/y;
const tagEnd = /[ \t\r\n]*(\/?)>/y;
// XML's five, and numbers. HTML has 252 more, which no parser of XML knows (R4 2.4.0).
const entity = /&(?:(amp|lt|gt|quot|apos)|#(?:x([0-9a-fA-F]{1,6})|(\d{1,7})));/y;
const characterOf: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The rule that a narrative breaks; undefined when it breaks none. */
export function xhtmlFlaw(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'must be a string';
  if (!divForm.test(value)) return notOneDiv;
  if (unwritable.test(value) || !value.isWellFormed()) return notWellFormed;
  return new NarrativeReading(value).flaw();
}

class NarrativeReading {
  readonly #text: string;
  readonly #open: string[] = [];
  #at = 0;
  #isRoot = true;
  #hasContent = false;

  constructor(text: string) {
    this.#text = text;
  }

  flaw(): string | undefined {
    const text = this.#text;
    for (;;) {
      const start = text.indexOf('<', this.#at);
      const rule = this.#textFlaw(text.slice(this.#at, start < 0 ? text.length : start));
      if (rule !== undefined) return rule;
      if (start < 0) break;
      this.#at = start;
      const markup = text.charAt(start + 1) === '!' ? this.#commentFlaw() : this.#tagFlaw();
      if (markup !== undefined) return markup;
    }
    if (this.#open.length > 0) return notWellFormed;
    return this.#hasContent ? undefined : 'must hold some text or an image (rule txt-2)';
  }

  #take(form: RegExp): RegExpExecArray | null {
    form.lastIndex = this.#at;
    const match = form.exec(this.#text);
    if (match !== null) this.#at = form.lastIndex;
    return match;
  }

  #textFlaw(content: string): string | undefined {
    if (!/[^ \t\r\n]/.test(content)) return undefined;
    if (this.#open.length === 0) return notOneDiv;
    if (emptyElements.has(this.#open.at(-1)!) || content.includes(']]>')) return notWellFormed;
    const rule = referencesFlaw(content);
    // txt-2: also written as a reference, a blank is none that anybody reads.
    if (rule === undefined && /\S/.test(decoded(content))) this.#hasContent = true;
    return rule;
  }

  #commentFlaw(): string | undefined {
    const text = this.#text;
    if (!text.startsWith('<!--', this.#at)) {
      // HTML ends it at the first ">", and reads what follows as elements.
      return text.startsWith('<![CDATA[', this.#at)
        ? 'must hold no CDATA section: write &lt; and &amp;'
        : notWellFormed;
    }
    if (this.#open.length === 0) return notOneDiv;
    const end = text.indexOf('--', this.#at + 4);
    // Of a comment that begins so HTML thinks that it has ended there.
    const isEnded = /^-?>/.test(text.slice(this.#at + 4, this.#at + 6));
    if (end < 0 || text.charAt(end + 2) !== '>' || isEnded) return notWellFormed;
    this.#at = end + 3;
    return undefined;
  }

  #tagFlaw(): string | undefined {
    const start = this.#at;
    const begin = this.#take(tagBegin);
    if (begin === null) return notWellFormed;
    const [, closing, name = ''] = begin;
    const known = attributesByElement.get(name);
    if (known === undefined) return 'must hold only plain formatting elements (rule txt-1)';
    if (closing !== '') return this.#take(tagEnd)?.[1] === '' && this.#open.pop() === name ? undefined : notWellFormed;
    if (this.#open.length === 0 && !this.#isRoot) return notOneDiv;
    if (this.#open.length > 0 && emptyElements.has(this.#open.at(-1)!)) return notWellFormed;
    const rule = this.#attributesFlaw(name, known);
    if (rule !== undefined) return rule;
    const end = this.#take(tagEnd);
    if (end === null) return notWellFormed;
    // R4 2.4.0: what stands between the first ">" and the last "<" is the content of the div.
    if (this.#isRoot && this.#text.indexOf('>', start) !== this.#at - 1) return 'must have no ">" within its first tag';
    if (end[1] === '') this.#open.push(name);
    if (name === 'img') this.#hasContent = true;
    this.#isRoot = false;
    return undefined;
  }

  #attributesFlaw(element: string, known: ReadonlySet<string>): string | undefined {
    const seen = new Set<string>();
    for (let match = this.#take(attributeForm); match !== null; match = this.#take(attributeForm)) {
      const [, name = '', double, single] = match;
      const value = double ?? single ?? '';
      if (seen.has(name)) return notWellFormed;
      seen.add(name);
      const rule = referencesFlaw(value) ?? attributeFlaw({ element, name, value, isKnown: known.has(name) });
      if (rule !== undefined) return rule;
    }
    return this.#isRoot && !seen.has('xmlns') ? `must be in the namespace ${namespace}` : undefined;
  }
}

interface Attribute {
  readonly element: string;
  readonly name: string;
  readonly value: string;
  readonly isKnown: boolean;
}

function attributeFlaw({ element, name, value, isKnown }: Attribute): string | undefined {
  if (name === 'xmlns') return value === namespace ? undefined : `must be in the namespace ${namespace}`;
  if (!isKnown && !attributesOfAll.has(name)) return 'must hold only plain formatting attributes (rule txt-1)';
  return addresses.has(name) && isActive(element, value) ? 'must hold no script (rule txt-1)' : undefined;
}

/** Browsers leave out blanks and control characters before they look for the scheme of an address. */
function isActive(element: string, address: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  const plain = decoded(address).replace(/[\u0000-\u0020]/g, '');
  return /^(?:javascript|vbscript):/i.test(plain) || (/^data:/i.test(plain) && !isPicture(element, plain));
}

function isPicture(element: string, address: string): boolean {
  return element === 'img' && /^data:image\//i.test(address);
}

const isCharacter = (code: number): boolean =>
  code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) && code !== 0 && !unwritable.test(String.fromCodePoint(code));

function referencesFlaw(text: string): string | undefined {
  for (let at = text.indexOf('&'); at >= 0; at = text.indexOf('&', at + 1)) {
    entity.lastIndex = at;
    const match = entity.exec(text);
    if (match === null)
      return 'must hold no "&" but of &amp; &lt; &gt; &quot; &apos; and numbers: &#160; for &nbsp; (R4 2.4.0)';
    const [, name, hexadecimal, digits] = match;
    if (
      name === undefined &&
      !isCharacter(hexadecimal === undefined ? Number(digits) : Number.parseInt(hexadecimal, 16))
    )
      return notWellFormed;
  }
  return undefined;
}

/** Of text whose references are known to be right. */
function decoded(text: string): string {
  return text.replace(/&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));/g, (_, hexadecimal, digits, name: string | undefined) =>
    name === undefined
      ? String.fromCodePoint(hexadecimal === undefined ? Number(digits) : Number.parseInt(String(hexadecimal), 16))
      : characterOf[name]!,
  );
}
