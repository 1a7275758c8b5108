/** What a choice will do, said before it is made; and what was chosen, as the history tells it. Pure. */
import { type ContentClass, contentClass, contentClassName } from '#disclosure';
import { type Choice, type KeptChoice, sealLevelRow } from '#privacy';
import type { ChoosingContext } from './choosing-context.ts';
import { kindsInPlainWords } from './hidden-kinds-table.ts';
import { somebodyIn } from './say-somebody.ts';
import { labelsToShare, consequenceWords as say, historyWords as told } from './words.en.ts';

export function listInWords(words: readonly string[]): string {
  if (words.length < 2) return words[0] ?? '';
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

const harmful: ReadonlySet<number> = new Set([contentClass.allergy, contentClass.medication]);

function sealConsequences(choice: Choice & { readonly kind: 'seal' }, context: ChoosingContext): string[] {
  const row = sealLevelRow(choice.level);
  const isFromStaff = row.closesTo.includes('staff');
  const team = context.teams.find((one) => one.team === choice.team);
  return [
    say.noTrace,
    ...(row.closesTo.includes('patient') ? [] : [say.stillOwn]),
    ...(choice.scope === 'entry' ? [say.linked] : []),
    ...(isFromStaff && team !== undefined ? [`${told.seenBy.replace('{team}', `${team.name}, ${team.place}`)}.`] : []),
    ...(isFromStaff && choice.scope === 'category' && choice.classes.some((one) => harmful.has(one))
      ? [say.allergies]
      : []),
    ...(isFromStaff ? [say.askAgain] : []),
    ...(row.isLiftedByOverride || !isFromStaff ? [] : [say.emergencyNever]),
    row.endedBy.includes('staff') ? say.undo : say.undoPersonOnly,
  ];
}

function kindConsequences(choices: readonly Choice[], context: ChoosingContext): readonly string[] {
  const [choice] = choices;
  switch (choice?.kind) {
    case 'objection':
      return [
        ...(choice.scope === 'individual' ? [] : [say.ownNotes]),
        choice.policy === 'absolute' ? say.emergencyNever : say.emergencyMay,
        ...(choice.scope === 'individual' ? [] : [say.askAgain]),
        say.undo,
      ];
    case 'seal':
      return sealConsequences(choice, context);
    case 'protection': {
      const named = choices.flatMap((one) =>
        context.teams.filter((team) => one.kind === 'protection' && team.team === one.team),
      );
      const teams = listInWords(named.map(({ name, place }) => `${name}, ${place}`));
      return [say.teamOnly.replace('{teams}', teams), say.instantAlert, say.second, say.slower, say.undoPersonOnly];
    }
    case 'share-sensitive':
      return [say.sensitive, say.undo];
    case 'safe-contact':
      return [say.contactRead, say.undo];
    default:
      return [say.undo];
  }
}

/** Sentences that stand on the page between filling in a form and making the choice. */
export function consequencesOf(choices: readonly Choice[], context: ChoosingContext): string[] {
  return [...kindConsequences(choices, context), say.soon, say.logged].map((text) =>
    somebodyIn(text, context.audience),
  );
}

export interface ChoiceNames {
  readonly audience: ChoosingContext['audience'];
  placeName(number: number): string | undefined;
  organisationName(code: string): string | undefined;
}

const kindNames = (classes: readonly ContentClass[]): string =>
  listInWords(classes.map((one) => kindsInPlainWords[contentClassName(one)]));

/** As it was called when the choice was made, and what became of it. */
function teamText({ team, ended }: KeptChoice): string {
  if (team === undefined) return told.anotherPlace;
  const isEmpty = team.state === 'empty' && ended === undefined;
  const became = [
    ...(team.nameNow === team.name ? [] : [told.teamBecame.renamed.replace('{name}', team.nameNow)]),
    ...(isEmpty ? [told.teamBecame.empty] : []),
    ...(team.state === 'ended' ? [told.teamBecame.ended] : []),
  ];
  return became.length === 0 ? team.name : `${team.name} (${became.join('; ')})`;
}

function sealText(kept: KeptChoice): string {
  // No count: what speaks of it may be hidden from whoever reads this, and a count that leaves it out would change when it is hidden.
  const what =
    kept.scope === 'entry' ? told.seal.entry : told.seal.category.replace('{kinds}', kindNames(kept.classes));
  const level = kept.level === undefined ? '' : `, ${told.level[kept.level]}`;
  const team = kept.team === undefined ? '' : `; ${told.seenBy.replace('{team}', teamText(kept))}`;
  return `${what}${level}${team}`;
}

function objectionText(kept: KeptChoice, names: ChoiceNames): string {
  const text = told.objection[(kept.scope ?? 'whole-record') as keyof typeof told.objection];
  const policy = told.policy[kept.policy ?? 'absolute'];
  const place = names.placeName(kept.aboutSource ?? -1) ?? told.anotherPlace;
  const organisation = names.organisationName(kept.aboutOrganisation ?? '') ?? told.anotherPlace;
  return `${text.replace('{place}', place).replace('{organisation}', organisation)}, ${policy}`;
}

/** One line of the history. */
export function choiceText(kept: KeptChoice, names: ChoiceNames): string {
  const text = {
    objection: () => objectionText(kept, names),
    seal: () => sealText(kept),
    protection: () => told.protection.replace('{team}', teamText(kept)),
    'share-sensitive': () =>
      told['share-sensitive'].replace('{labels}', listInWords(kept.labels.map((one) => labelsToShare[one] ?? one))),
    'discreet-mode': () => told['discreet-mode'],
    'safe-contact': () => told['safe-contact'].replace('{words}', kept.words ?? ''),
  }[kept.kind]();
  return somebodyIn(text, names.audience);
}

export interface MakingSaid {
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
  readonly evidence?: string;
  /** That it came with a record, and when. */
  readonly carried?: { readonly text: string; readonly at: string };
}

const iso = (ms: number): string => new Date(ms).toISOString();

/**
 * Who chose it, when and how it was said. Of a choice that came with a record neither a name of the person nor what was written down: the
 * record may have been somebody else's.
 */
export function makingText(kept: KeptChoice, names: ChoiceNames): MakingSaid {
  const { madeBy, carried, evidence, startsMs } = kept;
  if (carried === undefined)
    return { by: makerText(madeBy, names), at: iso(startsMs), ...(evidence === '' ? {} : { evidence }) };
  const place = names.placeName(carried.source ?? -1) ?? told.anotherPlace;
  const came = somebodyIn(
    told.carried.replace('{place}', () => place),
    names.audience,
  );
  const text = kept.ended === undefined ? `${came} ${told.carriedStands}` : came;
  const by = madeBy.kind === 'person' ? told.ofThatRecord : makerText(madeBy, names);
  return { by, at: iso(carried.chosenMs), carried: { text, at: iso(startsMs) } };
}

/** Who made or ended it: on the person's own page they are "you". */
export function makerText(maker: KeptChoice['madeBy'], names: ChoiceNames): string {
  const forPerson = somebodyIn(told.forPerson, names.audience);
  if (maker.kind === 'staff-elsewhere') return `${told.staffElsewhere}, ${forPerson}`;
  if (maker.kind === 'person') return names.audience === 'person' ? told.you : maker.name;
  const place = names.organisationName(maker.organisation ?? '');
  return `${place === undefined ? maker.name : `${maker.name}, ${place}`}, ${forPerson}`;
}
