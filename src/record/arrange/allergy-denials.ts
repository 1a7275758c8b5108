/**
 * What a source denies when it says that there are no allergies: all, or one kind only. A denial of drug allergies says nothing
 * of food. Where kind or words are not known, a denial counts as speaking about the allergy: then somebody asks the person.
 */
import type { AllergyIntolerance, CodeableConcept } from 'fhir/r4.js';
import {
  type AllergenKind,
  absentDenials,
  absentSystem,
  connectingWords,
  everyKind,
  kindWords,
  snomedDenials,
  substanceWords,
  unknownCodes,
} from './allergen-table.ts';
import { codesOf, conceptText } from './fhir-words.ts';
import { plainKey } from './plain-key.ts';

export type Denied =
  | { readonly of: 'all' }
  | { readonly of: 'kinds'; readonly kinds: readonly AllergenKind[] }
  /** One substance, under its key. */
  | { readonly of: 'substance'; readonly key: string };

/** `unknown`: the source says that it does not know. That is neither an allergy nor a denial. */
export type AllergyStatement =
  | { readonly says: 'allergy' | 'unknown' }
  | { readonly says: 'none'; readonly denied: Denied };

const snomed = 'http://snomed.info/sct';

/** `Allergy to penicillin`, `PENICILLIN` and `Penicillin allergy` are one substance. */
export function substanceKey(text: string): string {
  return plainKey(
    text
      .toLowerCase()
      .replace(/^(?:allergy|adverse reaction|intolerance|hypersensitivity) to\s+/, '')
      .replace(/\s+(?:allergy|intolerance|adverse reaction)$/, '')
      .replace(/s\b/g, ''),
  );
}

const abbreviations: Readonly<Record<string, Denied>> = {
  nka: { of: 'all' },
  none: { of: 'all' },
  'none known': { of: 'all' },
  'nil known': { of: 'all' },
  nkda: { of: 'kinds', kinds: ['medication'] },
  nkfa: { of: 'kinds', kinds: ['food'] },
};

const reactions = '(?:allerg(?:y|ies)|intolerances?|sensitivit(?:y|ies)|hypersensitivit(?:y|ies)|adverse reactions?)';
const reactionsOrMore = `${reactions}(?:,? (?:and|or) ${reactions})*`;
const denies = '(?:no|nil|none|denies|denies any)';

/** Silence about allergies, in words: nobody may read "none" from it. */
const unknownWords = [
  new RegExp(`^${denies}(?: known)?(?: [a-z]+)?(?: ${reactionsOrMore})? (?:recorded|documented|noted|on record)$`),
  /^no (?:allergy )?information(?: (?:about|on) [a-z ]+)?$/,
  new RegExp(`^(?:[a-z]+ )?${reactions}(?: status| history)? (?:unknown|not known|not recorded|not asked)$`),
  /^(?:patient not asked|not asked|not known|unknown)$/,
];

const denialOfWhat = new RegExp(`^${denies}(?: known)?(?: history of)? (?:(.+?) )?${reactionsOrMore}(?: known)?$`);
const denialToWhat = new RegExp(`^${denies}(?: known)? ${reactionsOrMore} to (.+)$`);
/** No statement is longer, and no pattern has to read more. */
const longestStatement = 120;

function wordsIn(text: string): string[] {
  return text.split(/[^a-z0-9]+/).filter((word) => word !== '');
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/\((?:situation|finding|disorder|context-dependent category|nk[df]?a)\)/g, ' ')
    .replace(/^nk[df]?a\s*[-:,]\s*/, '')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\s.]+$/, '');
}

/** `food or drug`; where another word stands among them it is a substance. */
function deniedBy(what: string): Denied {
  const words = wordsIn(what).filter((word) => !['and', 'or', 'any'].includes(word));
  const kinds = words.map((word) => (Object.hasOwn(kindWords, word) ? kindWords[word] : undefined));
  if (kinds.length === 0) return { of: 'all' };
  if (kinds.every((kind) => kind !== undefined)) return { of: 'kinds', kinds: [...new Set(kinds)] };
  return { of: 'substance', key: substanceKey(what) };
}

function statementInWords(text: string): AllergyStatement | undefined {
  if (text.length > longestStatement) return undefined;
  const short = plain(text);
  if (unknownWords.some((pattern) => pattern.test(short))) return { says: 'unknown' };
  const abbreviation = Object.hasOwn(abbreviations, short) ? abbreviations[short] : undefined;
  if (abbreviation !== undefined) return { says: 'none', denied: abbreviation };
  const match = denialOfWhat.exec(short) ?? denialToWhat.exec(short);
  return match === null ? undefined : { says: 'none', denied: deniedBy(match[1] ?? '') };
}

function statementInCodes(code: CodeableConcept): AllergyStatement | undefined {
  const kinds = [
    ...codesOf(code, snomed).map((one) => (Object.hasOwn(snomedDenials, one) ? snomedDenials[one] : undefined)),
    ...codesOf(code, absentSystem).map((one) => (Object.hasOwn(absentDenials, one) ? absentDenials[one] : undefined)),
  ].filter((kind) => kind !== undefined);
  if (kinds.includes('all')) return { says: 'none', denied: { of: 'all' } };
  if (kinds.length > 0) return { says: 'none', denied: { of: 'kinds', kinds: kinds.filter((kind) => kind !== 'all') } };
  return [...codesOf(code, snomed), ...codesOf(code, absentSystem)].some((one) => unknownCodes.has(one))
    ? { says: 'unknown' }
    : undefined;
}

const negation = /\b(?:no|nil|none|not|never|without|denies|denied|absent|negative|unknown|nk[a-z]?a)\b/i;

/**
 * Words go before the code, since they are what a clinician wrote and reads: `No known drug allergies` under the code of all is
 * about drugs. A code that denies beside words that deny nothing (`Penicillin`) is an allergy.
 */
export function readAllergyStatement(code: CodeableConcept | undefined): AllergyStatement {
  if (code === undefined) return { says: 'allergy' };
  const text = conceptText(code) ?? '';
  const inWords = statementInWords(text);
  if (inWords !== undefined) return inWords;
  const isNamed = /[a-z]/i.test(text) && !negation.test(text.replaceAll('-', ' '));
  return (isNamed ? undefined : statementInCodes(code)) ?? { says: 'allergy' };
}

const kindsByWord: ReadonlyMap<string, AllergenKind> = new Map(
  everyKind.flatMap((kind) => wordsIn(substanceWords[kind]).map((word) => [word, kind] as const)),
);

function kindsOfWords(text: string): AllergenKind[] {
  const words = wordsIn(plain(text).replace(/['’]s\b/g, ''))
    .filter((word) => !connectingWords.has(word))
    .filter((word) => !/^(?:allerg(?:y|ies|ic)|to|intolerance|hypersensitivity)$/.test(word));
  const kinds = words.map((word) => kindsByWord.get(word));
  return kinds.every((kind) => kind !== undefined) ? [...new Set(kinds)] : [];
}

const outdoors: readonly AllergenKind[] = ['insect', 'animal', 'latex'];

/**
 * What this allergy may be to. GP Connect knows two categories only, so that `environment` alone means no more than "not a
 * medicine": food, too, unless words tell.
 */
function possibleKinds(allergy: AllergyIntolerance): ReadonlySet<AllergenKind> {
  const stated = (allergy.category ?? []).map((one): AllergenKind => (one === 'biologic' ? 'medication' : one));
  const inWords = kindsOfWords(conceptText(allergy.code) ?? '');
  const known = [...inWords, ...(inWords.some((kind) => outdoors.includes(kind)) ? (['environment'] as const) : [])];
  if (stated.length === 0) return new Set(known.length === 0 ? everyKind : known);
  const isVague = known.length === 0 && stated.includes('environment');
  return new Set([...stated, ...known, ...(isVague ? (['food', ...outdoors] as const) : [])]);
}

/** Whether the denial is about this allergy, or may be. */
export function speaksOf(denied: Denied, allergy: AllergyIntolerance): boolean {
  if (denied.of === 'all') return true;
  if (denied.of === 'substance') return denied.key === substanceKey(conceptText(allergy.code) ?? '');
  const kinds = possibleKinds(allergy);
  return denied.kinds.some((kind) => kinds.has(kind));
}
