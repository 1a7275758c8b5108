/** Which format the client wants and which it sends (R4 3.1.0.1.9). */

const jsonFormats: ReadonlySet<string> = new Set([
  'application/fhir+json',
  'application/json',
  'text/json',
  'application/*',
  '*/*',
  'json',
]);

function isOtherVersion(parameters: readonly string[]): boolean {
  const version = parameters.map((text) => /^\s*fhirVersion\s*=\s*"?([^"]*)"?\s*$/i.exec(text)?.[1]).find(Boolean);
  return version !== undefined && version !== '4.0';
}

function isJson(mediaRange: string): boolean {
  const [type = '', ...parameters] = mediaRange.split(';');
  if (parameters.some((text) => /^\s*q\s*=\s*0(?:\.0*)?\s*$/.test(text))) return false;
  return jsonFormats.has(type.trim().toLowerCase()) && !isOtherVersion(parameters);
}

/** Whether JSON is an answer: `_format` overrides Accept; neither means anything. */
export function acceptsJson(accept: string | undefined, format: string | null): boolean {
  // A plus in an address is a space by then.
  if (format !== null && format !== '') return isJson(format.replaceAll(' ', '+'));
  if (accept === undefined || accept.trim() === '') return true;
  return accept.split(',').some(isJson);
}
