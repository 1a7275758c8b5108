/** One result: what it means first, then the number, how it has changed, and whom to ask. */
import { type Fact, patientDate, type Trend } from '#kit';
import type { MyResult, MyResultValue } from '#record';
import { hideAddress } from '../../hide-address.ts';
import { plainTest, testName } from '../../plain-words/test-words.ts';
import { levelWords } from './level-words.ts';
import type { ResultView } from './view.ts';
import { resultWords } from './words.en.ts';

const dayMs = 86_400_000;

function isOutside(value: MyResultValue): boolean {
  return value.level !== 'usual' && value.level !== 'unknown';
}

function hasSameRange(values: readonly MyResultValue[]): boolean {
  return values.every((value) => value.low === values[0]?.low && value.high === values[0]?.high);
}

function bandsOf(values: readonly MyResultValue[]): Pick<Trend, 'bands'> {
  const { low, high } = values[0] ?? {};
  if (!hasSameRange(values) || (low === undefined && high === undefined)) return {};
  const { usual, above, below } = resultWords.bands;
  const numbers = values.flatMap((value) => value.number ?? []);
  const room = (Math.max(...numbers) - Math.min(...numbers) || Math.abs(numbers[0] ?? 1) || 1) * 0.5;
  const usualText =
    low === undefined
      ? `${usual} ${resultWords.bands.under} ${high}`
      : high === undefined
        ? `${usual} ${resultWords.bands.over} ${low}`
        : `${usual} ${low} ${resultWords.to} ${high}`;
  return {
    bands: [
      ...(low === undefined || low <= 0
        ? []
        : [{ from: Math.max(0, Math.min(low, ...numbers) - room), to: low, text: below, tone: 'caution' as const }]),
      {
        ...(low === undefined ? { from: 0 } : { from: low }),
        ...(high === undefined ? {} : { to: high }),
        text: usualText,
        tone: 'usual' as const,
      },
      ...(high === undefined
        ? []
        : [{ from: high, to: Math.max(high, ...numbers) + room, text: above, tone: 'caution' as const }]),
    ],
  };
}

function trendOf(result: MyResult): { readonly picture: Trend; readonly sentence: string } | undefined {
  const points = result.values.filter((value) => value.number !== undefined);
  const newest = points[0];
  const oldest = points.at(-1);
  if (newest === undefined || oldest === undefined || points.length < 2 || newest.timeMs === oldest.timeMs) return;
  const name = testName(result.name);
  const unit = newest.unit === undefined ? '' : ` ${newest.unit}`;
  const room = Math.max((newest.timeMs - oldest.timeMs) * 0.05, dayMs);
  const sentence = `${points.length} ${resultWords.resultsFrom} ${patientDate(oldest.taken)} ${resultWords.to} ${patientDate(newest.taken)}. ${resultWords.first} ${oldest.text}${unit}, ${resultWords.latest} ${newest.text}${unit}.`;
  const picture: Trend = {
    id: 'change',
    title: name,
    description: `${name}: ${sentence}`,
    audience: 'patient',
    from: new Date(oldest.timeMs - room).toISOString(),
    to: new Date(newest.timeMs + room).toISOString(),
    points: points.map((value) => ({
      at: new Date(value.timeMs).toISOString(),
      value: value.number ?? 0,
      text: value.text,
      standing: ({ usual: 'in-range', above: 'high', below: 'low', outside: 'medium', unknown: 'unknown' } as const)[
        value.level
      ],
      joinKey: 'same',
      ...(value.low === undefined && value.high === undefined
        ? {}
        : {
            range: {
              ...(value.low === undefined ? {} : { low: value.low }),
              ...(value.high === undefined ? {} : { high: value.high }),
            },
          }),
    })),
    ...bandsOf(points),
  };
  return { picture, sentence };
}

function fact(name: string, text: string): Fact {
  return { name, value: [{ text, as: 'plain' }] };
}

function laboratoryFacts(result: MyResult): Fact[] {
  const { newest } = result;
  const value =
    newest.text === '' || result.paragraphs.length > 0
      ? undefined
      : `${newest.text}${newest.unit === undefined ? '' : ` ${newest.unit}`}`;
  return [
    fact(
      resultWords.facts.test,
      result.panel === undefined || result.panel === result.name ? result.name : `${result.name} (${result.panel})`,
    ),
    ...(value === undefined ? [] : [fact(resultWords.facts.value, value)]),
    ...(newest.rangeText === undefined ? [] : [fact(resultWords.facts.range, newest.rangeText)]),
    ...(result.laboratoryComment === '' ? [] : [fact(resultWords.facts.comment, result.laboratoryComment)]),
    fact(resultWords.facts.from, result.source),
  ];
}

function meaningOf(result: MyResult): { readonly first: string; readonly rest?: string } {
  const { newest } = result;
  const words = newest.isPreliminary ? resultWords.preliminary : undefined;
  const corrected = newest.isCorrected ? resultWords.corrected : undefined;
  const looksAt = plainTest(result.name)?.looksAt;
  const rest = [looksAt, words, corrected].filter((sentence) => sentence !== undefined).join(' ');
  const first = result.paragraphs.length > 0 ? resultWords.inWords : resultWords.meanings[newest.level];
  return rest === '' ? { first } : { first, rest };
}

/**
 * `isChosen`: the person asked to see a result that nobody has commented on. `actingHome`: somebody acts for the person, who
 * chooses for themself.
 */
export function resultView(result: MyResult, isChosen: boolean, actingHome?: string): ResultView {
  const { newest, note } = result;
  const home = actingHome ?? '/my';
  const plain = plainTest(result.name);
  const name = testName(result.name);
  if (note === undefined && !isChosen)
    return {
      kind: 'choice',
      name,
      taken: newest.taken,
      showHref: `${home}/results/${result.id}?show=yes`,
      waitHref: `${home}/results`,
    };
  const trend = trendOf(result);
  return {
    kind: 'shown',
    name,
    what: plain?.what ?? resultWords.testDone,
    ...(name === result.name ? {} : { alsoCalled: result.name }),
    taken: newest.taken,
    value: result.paragraphs.length > 0 ? '' : newest.text,
    ...(newest.unit === undefined ? {} : { unit: newest.unit }),
    level: isOutside(newest) ? 'outside' : newest.level === 'usual' ? 'usual' : 'unknown',
    levelText: levelWords(newest.level) ?? '',
    meaning: meaningOf(result),
    paragraphs: result.paragraphs,
    ...(note === undefined
      ? {}
      : {
          note: {
            author: [note.author, note.profession].filter((part) => part !== undefined).join(', ') || result.source,
            text: note.text,
            written: note.written,
          },
        }),
    ...(trend === undefined ? {} : { trend }),
    values: result.values
      .filter((value) => value.text !== '')
      .map((value) => ({
        taken: value.taken,
        value: `${value.text}${value.unit === undefined ? '' : ` ${value.unit}`}`,
        levelText: levelWords(value.level) ?? resultWords.noRange,
      })),
    next: [],
    ask: { text: `${resultWords.ask} ${result.source}.` },
    helpSooner: resultWords.helpSooner,
    laboratory: laboratoryFacts(result),
    links:
      actingHome === undefined
        ? [
            { text: resultWords.wrong, href: '/my/wrong?about=result' },
            { text: resultWords.hide, href: hideAddress(result.id) },
          ]
        : [],
  };
}
