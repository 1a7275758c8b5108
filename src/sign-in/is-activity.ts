/**
 * Whether somebody need have been there to ask. A page that fetches itself again when its record changes asks by itself, and
 * would keep the session of an empty desk alive (UK-20), and so does the stream that it follows. Fetch Metadata, clause 2.1: the
 * destination of a script's fetch is `empty`; HTML, 9.2.2: who opens a stream of events accepts nothing else.
 */
export function isActivity(headers: Readonly<Record<string, string | readonly string[] | undefined>>): boolean {
  return headers['sec-fetch-dest'] !== 'empty' && headers['accept'] !== 'text/event-stream';
}
