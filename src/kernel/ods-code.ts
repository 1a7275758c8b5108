/** ORGANISATION CODE of the Organisation Data Service: letters and digits, three to ten. Invented ones begin with ZX. */
import type { Branded } from './branded.ts';

export type OdsCode = Branded<string, 'OdsCode'>;

export function parseOdsCode(text: string): OdsCode | undefined {
  const code = text.trim().toUpperCase();
  return /^[A-Z0-9]{3,10}$/.test(code) ? (code as OdsCode) : undefined;
}
