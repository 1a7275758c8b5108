/**
 * Whether somebody need have been there to ask. A page that fetches itself again when its record changes asks by itself, and
 * would keep the session of an empty desk alive (UK-20). Fetch Metadata, clause 2.1: the destination of a script's fetch is `empty`.
 */
export function isActivity(headers: Readonly<Record<string, string | readonly string[] | undefined>>): boolean {
  return headers['sec-fetch-dest'] !== 'empty';
}
