/** OBX-2 ED into an Attachment. */
import type { Attachment } from 'fhir/r4.js';
import { readCodedElement } from '#hl7v2/data-types/coded-element.ts';
import { readEncapsulatedData } from '#hl7v2/data-types/observation-value.ts';
import type { Segment } from '#hl7v2/message.ts';
import type { MessageReading } from './message-reading.ts';

/** ED.3, table 0291, by its last word. */
const contentTypes: Readonly<Record<string, string>> = {
  PDF: 'application/pdf',
  RTF: 'application/rtf',
  JPEG: 'image/jpeg',
  JPG: 'image/jpeg',
  PNG: 'image/png',
  GIF: 'image/gif',
  TIFF: 'image/tiff',
  HTML: 'text/html',
  XML: 'application/xml',
  TXT: 'text/plain',
  PLAIN: 'text/plain',
  TEXT: 'text/plain',
  MSWORD: 'application/msword',
};

function contentTypeOf(kind: string | undefined, subtype: string | undefined): string {
  return (
    contentTypes[subtype?.toUpperCase() ?? ''] ?? contentTypes[kind?.toUpperCase() ?? ''] ?? 'application/octet-stream'
  );
}

/** Undefined where the segment holds no document that can be read; the flaw says why. */
export function readAttachment(reading: MessageReading, segment: Segment): Attachment | undefined {
  const data = readEncapsulatedData(segment.field(5), reading.flaws);
  if (data === undefined || data.bytes.length === 0) return undefined;
  const title = readCodedElement(segment.field(3))?.text;
  return {
    contentType: contentTypeOf(data.typeOfData, data.dataSubtype),
    data: Buffer.from(data.bytes).toString('base64'),
    size: data.bytes.length,
    ...(title === undefined ? {} : { title }),
  };
}

export function textAttachment(text: string, title?: string): Attachment {
  const bytes = Buffer.from(text, 'utf8');
  return {
    contentType: 'text/plain; charset=utf-8',
    data: bytes.toString('base64'),
    size: bytes.length,
    ...(title === undefined ? {} : { title }),
  };
}
