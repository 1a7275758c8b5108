/** Text as XML carries it (XML 1.0, 2.2 and 2.4). */

const marks: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // In an attribute they would be read as spaces (XML 1.0, 3.3.3); a carriage return is lost anywhere (2.11).
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

const marked = /[&<>"\t\n\r]/g;
const markedInText = /[&<>\r]/g;
// What no XML document can hold, not even as a number.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unwritable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** Characters that XML cannot carry stand as U+FFFD: seen to be missing, not left out. */
function writable(text: string): string {
  return text.toWellFormed().replace(unwritable, '\ufffd');
}

export function attributeText(text: string): string {
  return writable(text).replace(marked, (mark) => marks[mark]!);
}

export function contentText(text: string): string {
  return writable(text).replace(markedInText, (mark) => marks[mark]!);
}
