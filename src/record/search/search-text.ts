/** The small grammar of search values (R4 3.1.1.4.5, 3.1.1.4.19): commas, bars, dollars, their escapes, and prefixes. */

/** Splits at a sign that no backslash escapes; the parts keep their escapes. */
export function splitUnescaped(text: string, sign: ',' | '|' | '$'): string[] {
  const parts: string[] = [];
  let part = '';
  for (let at = 0; at < text.length; at++) {
    const letter = text.charAt(at);
    if (letter === '\\' && at + 1 < text.length) part += letter + text.charAt(++at);
    else if (letter === sign) {
      parts.push(part);
      part = '';
    } else part += letter;
  }
  parts.push(part);
  return parts;
}

const escapedForm = /^(?:[^\\]|\\[\\,|$])*$/;

/** R4 3.1.1.4.19: a backslash stands before one of the four signs, or is written twice. */
export function isWellEscaped(text: string): boolean {
  return escapedForm.test(text);
}

export function withoutEscapes(text: string): string {
  return text.replace(/\\([\\,|$])/g, '$1');
}

export const prefixes = ['eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb', 'ap'] as const;
export type Prefix = (typeof prefixes)[number];

const prefixForm = /^(eq|ne|gt|lt|ge|le|sa|eb|ap)(?=[-\d.])/;

export function splitPrefix(text: string): { readonly prefix: Prefix; readonly rest: string } {
  const prefix = prefixForm.exec(text)?.[1] as Prefix | undefined;
  return prefix === undefined ? { prefix: 'eq', rest: text } : { prefix, rest: text.slice(2) };
}
