/** The text of a section, for whoever reads the document without software: escaped, with its source and its caution. */
import { conceptText, dosageText, quantityText, valueText } from '../arrange/fhir-words.ts';
import type { ChosenSection, SummaryItem } from './choose-for-summary.ts';

/** The same on every section of everybody: nothing is told by its presence (safety: omission and its notice). */
export const caution = 'Information may have been withheld. Confirm with the person.';

// XML 1.0, 2.2: characters that no document may hold, however written.
const forbidden = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

export function escapeXhtml(text: string): string {
  return text
    .replace(forbidden, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

interface Said {
  readonly [element: string]: unknown;
}

function firstText(resource: Said, ...elements: readonly string[]): string | undefined {
  for (const element of elements) {
    const value = resource[element];
    const one = (Array.isArray(value) ? value[0] : value) as Parameters<typeof conceptText>[0] & { display?: string };
    const text = one === undefined ? undefined : (conceptText(one) ?? one.display);
    if (text !== undefined) return text;
  }
  return undefined;
}

const states = ['clinicalStatus', 'status'] as const;

function stateText(resource: Said): string {
  for (const name of states) {
    const value = resource[name];
    if (typeof value === 'string') return value;
    const text = value === undefined ? undefined : conceptText(value as Parameters<typeof conceptText>[0]);
    if (text !== undefined) return text;
  }
  return '';
}

function lineOf({ resource, row }: SummaryItem): readonly string[] {
  const said = resource as Said;
  const what =
    firstText(said, 'code', 'medicationCodeableConcept', 'medicationReference', 'vaccineCode', 'device', 'category') ??
    (typeof said['title'] === 'string' ? said['title'] : 'Not stated');
  const value = [
    resource.resourceType === 'Observation' ? valueText(resource as never) : undefined,
    dosageText((said['dosage'] ?? said['dosageInstruction']) as Parameters<typeof dosageText>[0]),
    quantityText(said['doseQuantity'] as Parameters<typeof quantityText>[0]),
  ].find((text) => text !== undefined && text !== '');
  const time = row.clinicalTimeMs === undefined ? '' : new Date(row.clinicalTimeMs).toISOString().slice(0, 10);
  const meta = said['meta'] as { readonly source?: string } | undefined;
  return [what, value ?? '', stateText(said), time, meta?.source?.split(':').at(-1) ?? ''];
}

const head = ['What', 'Value or dose', 'State', 'Date', 'Source'];

function row(cells: readonly string[], element: 'td' | 'th'): string {
  return `<tr>${cells.map((cell) => `<${element}>${escapeXhtml(cell)}</${element}>`).join('')}</tr>`;
}

function div(content: string): string {
  return `<div xmlns="http://www.w3.org/1999/xhtml">${content}</div>`;
}

export function sectionNarrative({ items, section }: ChosenSection): string {
  const body =
    items.length === 0
      ? `<p>${escapeXhtml(section.title)}: no information is available here. This does not say that there is none.</p>`
      : `<table><thead>${row(head, 'th')}</thead><tbody>${items.map((item) => row(lineOf(item), 'td')).join('')}</tbody></table>`;
  return div(`${body}<p>${caution}</p>`);
}

export function documentNarrative(sections: readonly ChosenSection[]): string {
  const lines = sections
    .map(({ section, items }) => `<li>${escapeXhtml(section.title)}: ${items.length}</li>`)
    .join('');
  return div(`<p>Patient summary</p><ul>${lines}</ul><p>${caution}</p>`);
}
