/** A laboratory value made by hand. */
import type { Resource } from '#fhir/resource-types.ts';

const snomed = 'http://snomed.info/sct';

export interface ResultOptions {
  readonly unit?: string;
  readonly method?: string;
  readonly code?: string;
  readonly status?: string;
  readonly day?: number;
  readonly id?: string;
  readonly more?: object;
}

export const result = (value: number, options: ResultOptions = {}): Resource => ({
  resourceType: 'Observation',
  ...(options.id === undefined ? {} : { id: options.id }),
  status: options.status ?? 'final',
  category: [
    { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }] },
  ],
  code: { text: 'Potassium', coding: [{ system: snomed, code: options.code ?? '1000651000000109' }] },
  effectiveDateTime: `2026-05-${String(options.day ?? 10).padStart(2, '0')}T08:00:00+01:00`,
  valueQuantity: { value, unit: options.unit ?? 'mmol/L' },
  referenceRange: [{ low: { value: 3.5 }, high: { value: 5.3 }, text: '3.5-5.3' }],
  ...(options.method === undefined ? {} : { method: { text: options.method } }),
  ...options.more,
});
