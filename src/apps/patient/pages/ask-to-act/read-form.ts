/** The form as a request, or the mistakes in it. */
import { type NhsNumber, parseNhsNumber } from '#kernel/nhs-number.ts';
import type { OdsCode } from '#kernel/ods-code.ts';
import type { FieldError } from '#kit';
import { classesOfScopes, isActingScope, type LegalBasis, legalBases } from '#privacy';
import type { ActingWanted } from '#record';
import { errorWords } from './words.en.ts';

const longestText = 200;
const longestEvidence = 1000;

function textIn(form: URLSearchParams, name: string, longest = longestText): string | undefined {
  const text = (form.get(name) ?? '').trim();
  return text === '' || text.length > longest ? undefined : text;
}

/** A day that there was. */
function dateIn(form: URLSearchParams): string | undefined {
  const [day, month, year] = ['day', 'month', 'year'].map((name) => Number((form.get(name) ?? '').trim()));
  if (!(day && month && year) || year < 1880) return undefined;
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return date.toISOString().slice(0, 10);
}

function nhsNumberIn(form: URLSearchParams): NhsNumber | undefined {
  return parseNhsNumber((form.get('nhsNumber') ?? '').trim());
}

export function readAskForm(
  form: URLSearchParams,
  practices: readonly OdsCode[],
): { readonly wanted: ActingWanted } | { readonly errors: readonly FieldError[] } {
  const scopes = form.getAll('scopes').filter(isActingScope);
  const read = {
    called: textIn(form, 'called'),
    relationship: textIn(form, 'relationship'),
    nhsNumber: nhsNumberIn(form),
    born: dateIn(form),
    basis: legalBases.find((one) => one === form.get('basis')),
    scopes: scopes.length === 0 ? undefined : classesOfScopes(scopes),
    practice: practices.find((one) => one === form.get('practice')),
    evidence: textIn(form, 'evidence', longestEvidence),
  };
  const errors = (Object.keys(errorWords) as (keyof typeof errorWords)[])
    .filter((field) => read[field] === undefined)
    .map((field) => ({ field: field === 'born' ? 'day' : field, text: errorWords[field] }));
  if (errors.length > 0) return { errors };
  return {
    wanted: {
      called: read.called ?? '',
      relationship: read.relationship ?? '',
      nhsNumber: read.nhsNumber as NhsNumber,
      birthDate: read.born ?? '',
      legalBasis: read.basis as LegalBasis,
      classes: read.scopes ?? [],
      organisation: read.practice as OdsCode,
      evidence: read.evidence ?? '',
    },
  };
}
