/** Which format the client wants and which it sends (R4 3.1.0.1.9; RFC 9110, 12.5.1). */

export type Format = 'json' | 'xml';

/** With the short names of `_format`, and those that earlier versions of FHIR had (R4 3.1.0.1.10). */
const formatsByType: Readonly<Record<string, Format>> = {
  'application/fhir+json': 'json',
  'application/json': 'json',
  'application/json+fhir': 'json',
  'text/json': 'json',
  json: 'json',
  'application/fhir+xml': 'xml',
  'application/xml': 'xml',
  'application/xml+fhir': 'xml',
  'text/xml': 'xml',
  xml: 'xml',
};

const formats = ['json', 'xml'] as const;

interface MediaRange {
  readonly type: string;
  readonly quality: number;
  readonly isOfVersion: boolean;
}

function rangeOf(text: string): MediaRange {
  const [type = '', ...parameters] = text.split(';');
  let quality = 1;
  let isOfVersion = true;
  for (const parameter of parameters) {
    const [name = '', value = ''] = parameter.split('=');
    const plain = value.trim().replaceAll('"', '');
    if (name.trim().toLowerCase() === 'q')
      quality = /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(plain) ? Number(plain) : 0;
    if (name.trim().toLowerCase() === 'fhirversion') isOfVersion = plain === '4.0';
  }
  return { type: type.trim().toLowerCase(), quality, isOfVersion };
}

/** 2: this format by name; 1: any of `application/*` or `text/*`; 0: anything; undefined: not this format. */
function closeness({ type, isOfVersion }: MediaRange, format: Format): number | undefined {
  if (!isOfVersion) return undefined;
  if (formatsByType[type] === format) return 2;
  if (type === 'application/*' || (type === 'text/*' && format === 'xml')) return 1;
  return type === '*/*' ? 0 : undefined;
}

/** The quality that the closest range gives to a format; 0 where none does. Of equals the earlier wins. */
function qualityOf(ranges: readonly MediaRange[], format: Format): { quality: number; close: number; at: number } {
  let best = { quality: 0, close: -1, at: 0 };
  for (const [at, range] of ranges.entries()) {
    const close = closeness(range, format);
    if (close === undefined) continue;
    if (close > best.close || (close === best.close && range.quality > best.quality))
      best = { quality: range.quality, close, at };
  }
  return best;
}

export interface AskedFormat {
  readonly accept: string | undefined;
  /** `_format`, which overrides Accept. */
  readonly format: string | null;
  /** What the body came in: given back where either will do. */
  readonly sent?: Format;
}

/** Undefined: neither JSON nor XML of FHIR 4.0 is an answer (406). */
export function negotiateFormat({ accept, format, sent = 'json' }: AskedFormat): Format | undefined {
  // A plus in an address is a space by then.
  if (format !== null && format !== '') {
    const range = rangeOf(format.trim().replace(/^(application\/(?:fhir|json|xml)) /, '$1+'));
    if (range.type === '*/*' || range.type === 'application/*') return range.isOfVersion ? sent : undefined;
    return range.isOfVersion ? formatsByType[range.type] : undefined;
  }
  if (accept === undefined || accept.trim() === '') return sent;
  const key = `${sent} ${accept}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const offered = offeredFormat(accept, sent);
  if (kept.size >= keptMax) kept.clear();
  if (offered !== undefined && accept.length <= keptLengthMax) kept.set(key, offered);
  return offered;
}

/** A client says the same with every request, and it is read twice for each. */
const kept = new Map<string, Format>();
const keptMax = 200;
const keptLengthMax = 200;

function offeredFormat(accept: string, sent: Format): Format | undefined {
  const ranges = accept.split(',').map(rangeOf);
  const offered = formats
    .map((name) => ({ name, ...qualityOf(ranges, name) }))
    .filter(({ quality }) => quality > 0)
    .sort((one, other) => {
      if (one.quality !== other.quality || one.close !== other.close)
        return other.quality - one.quality || other.close - one.close;
      // Of two that are named, the first; of two that are not, what was sent.
      return one.close === 2 ? one.at - other.at : Number(other.name === sent) - Number(one.name === sent);
    });
  return offered[0]?.name;
}

/** Whether JSON or XML is asked for by name, whatever else would do. */
export function namesFhirFormat(accept: string | undefined): boolean {
  return (accept ?? '')
    .split(',')
    .map(rangeOf)
    .some(({ type, quality }) => quality > 0 && formatsByType[type] !== undefined);
}

/** Whether a client takes what is no format of FHIR (RFC 9110, 12.5.1). */
export function acceptsType(accept: string | undefined, contentType: string): boolean {
  const [wanted = ''] = contentType.toLowerCase().split(';');
  const family = `${wanted.split('/')[0]}/*`;
  const ranges = (accept ?? '*/*').split(',').map(rangeOf);
  const closest = [wanted.trim(), family, '*/*'].map((type) => ranges.find((range) => range.type === type));
  return (closest.find((range) => range !== undefined)?.quality ?? 0) > 0;
}

/** Which format a Content-Type says; undefined for any other. R4 has no charset but UTF-8 (3.1.0.1.9). */
export function formatOfBody(contentType: string | undefined): Format | undefined {
  if (contentType === undefined) return undefined;
  const [type = '', ...parameters] = contentType.split(';');
  const charset = parameters.map((text) => /^\s*charset\s*=\s*"?([^"\s]*)"?\s*$/i.exec(text)?.[1]).find(Boolean);
  const version = parameters.map((text) => /^\s*fhirversion\s*=\s*"?([^"\s]*)"?\s*$/i.exec(text)?.[1]).find(Boolean);
  if (charset !== undefined && charset.toLowerCase() !== 'utf-8') return undefined;
  if (version !== undefined && version !== '4.0') return undefined;
  const name = type.trim().toLowerCase();
  return name.includes('/') ? formatsByType[name] : undefined;
}
