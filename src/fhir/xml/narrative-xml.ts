/** The XHTML of a narrative (R4 2.4.0): an element of its own in XML, a text in JSON. */
import { type SaxesAttributeNS, SaxesParser, type SaxesTagNS } from 'saxes';
import { attributeText, contentText } from './xml-text.ts';

export const xhtmlNamespace = 'http://www.w3.org/1999/xhtml';

/** Writes elements of XHTML as they come, in one form: prefixes resolved, attributes in double quotes. */
export class NarrativeWriter {
  #text = '';
  #isFirst = true;

  open(tag: SaxesTagNS): void {
    const namespace = this.#isFirst ? ` xmlns="${xhtmlNamespace}"` : '';
    this.#isFirst = false;
    const attributes = Object.values(tag.attributes).map(attributeOf).join('');
    this.#text += `<${tag.local}${namespace}${attributes}${tag.isSelfClosing ? '/>' : '>'}`;
  }

  text(text: string): void {
    this.#text += contentText(text);
  }

  close(tag: SaxesTagNS): void {
    if (!tag.isSelfClosing) this.#text += `</${tag.local}>`;
  }

  end(): string {
    return this.#text;
  }
}

function attributeOf({ prefix, local, value }: SaxesAttributeNS): string {
  if (prefix === 'xmlns' || local === 'xmlns') return '';
  // Only xml:lang and xml:space have a prefix that XHTML knows; another namespace is left to the validator to refuse.
  return ` ${prefix === '' ? local : `${prefix}:${local}`}="${attributeText(value)}"`;
}

// HTML's names of characters are none of XML's. They are refused today (`xhtml.ts`); what was filed before may hold them.
const foreignEntity = /&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)/g;

class NotWellFormed extends Error {}

/** A narrative of JSON as an element of XML. What is no well-formed XHTML is shown as the text that it is. */
export function narrativeXml(div: string): string {
  try {
    return rewritten(div.replaceAll('&nbsp;', '&#160;').replace(foreignEntity, '&amp;'));
  } catch (error) {
    if (!(error instanceof NotWellFormed)) throw error;
    return `<div xmlns="${xhtmlNamespace}">${contentText(div)}</div>`;
  }
}

function rewritten(div: string): string {
  const writer = new NarrativeWriter();
  const parser = new SaxesParser({ xmlns: true, additionalNamespaces: { '': xhtmlNamespace } });
  parser.on('error', () => {
    throw new NotWellFormed();
  });
  parser.on('doctype', () => {
    throw new NotWellFormed();
  });
  parser.on('opentag', (tag) => writer.open(tag));
  parser.on('text', (text) => writer.text(text));
  parser.on('cdata', (text) => writer.text(text));
  parser.on('closetag', (tag) => writer.close(tag));
  parser.write(div.trim()).close();
  return writer.end();
}
