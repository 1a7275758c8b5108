/**
 * FHIR's XML as FHIR's JSON (R4 2.6.1), by the layout of the definitions. A DOCTYPE is refused at sight, so that there are
 * no entities but XML's five and nothing is ever fetched or expanded. What is wrong is named by its place, never quoted.
 */
import { isUtf8 } from 'node:buffer';
import { SaxesParser, type SaxesTagNS } from 'saxes';
import type { Flaw } from '#kernel/fault.ts';
import type { TypeLayouts } from './type-layout.ts';
import { failedReading, type XmlReading } from './xml-flaw.ts';
import { XmlToJson } from './xml-to-json.ts';

/** JSON in UTF-8 for XML, or what is wrong with the XML. Whether it is a valid resource is asked of the JSON. */
export type XmlReader = (xml: Buffer) => XmlReading;
/** The same, stopping after each slice: a body of 16 MB takes seconds, in which others may be let in. */
export type XmlSlicer = (xml: Buffer) => Generator<void, XmlReading>;

class Stopped extends Error {
  readonly flaw: Flaw;

  constructor(flaw: Flaw) {
    super(flaw.rule);
    this.flaw = flaw;
  }
}

type Parser = SaxesParser<{ xmlns: true }>;

function stop(parser: Parser, rule: string): never {
  throw new Stopped({ place: `line ${parser.line}, column ${parser.column + 1}`, rule });
}

/** What XML allows and FHIR does not: declared types of document, other encodings. */
function refuseForeign(parser: Parser): void {
  // The parser's own message may quote what was sent, and that may name a person.
  parser.on('error', () => stop(parser, 'is where the XML breaks off or goes wrong'));
  parser.on('doctype', () => stop(parser, 'must hold no DOCTYPE: entities are neither defined nor fetched'));
  parser.on('xmldecl', ({ encoding }) => {
    if (encoding !== undefined && encoding.toLowerCase() !== 'utf-8') stop(parser, 'must be in UTF-8');
  });
}

const sliceCharacters = 32_768;

export function createXmlReader(layouts: TypeLayouts): XmlSlicer {
  return function* readSlices(xml) {
    if (!isUtf8(xml)) return failedReading([{ place: 'body', rule: 'must be UTF-8' }]);
    const parser: Parser = new SaxesParser({ xmlns: true });
    const building = new XmlToJson(layouts);
    refuseForeign(parser);
    parser.on('opentag', (tag: SaxesTagNS) => {
      if (!building.open(tag)) stop(parser, 'must not lie deeper than 64 elements');
    });
    parser.on('closetag', (tag: SaxesTagNS) => building.close(tag));
    parser.on('text', (text) => building.text(text));
    parser.on('cdata', (text) => building.text(text));
    try {
      const text = xml.toString('utf8');
      for (let at = 0; at < text.length; at += sliceCharacters) {
        parser.write(text.slice(at, at + sliceCharacters));
        yield;
      }
      parser.close();
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      return failedReading([error.flaw]);
    }
    return building.end();
  };
}
