/** Signs that a spreadsheet takes for the beginning of a formula, the wide ones of East Asian keyboards too. */
const beginsFormula = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;

/** One cell of RFC 4180. A text from a source that a spreadsheet would run is quoted with an apostrophe; a number stays one. */
export function csvCell(text: string): string {
  const safe = beginsFormula.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}
