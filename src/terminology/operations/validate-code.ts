/** `$validate-code` of ValueSet and CodeSystem (R4 operations ValueSet-validate-code, CodeSystem-validate-code). */
import type { CodeSystem, Coding, Parameters } from 'fhir/r4.js';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { type CompiledValueSet, partKey } from '../compiled-value-set.ts';
import type { Concept, ConceptSource } from '../concept-source.ts';
import { partHolding, sourceOfPart } from '../evaluate-value-set.ts';
import { terminologyFault } from '../faults.ts';
import type { AskedParameters } from './asked-parameters.ts';
import { chooseDisplay } from './choose-display.ts';
import {
  namedResource,
  namedValueSet,
  type OperationContext,
  sourceFor,
  sourceOfResource,
} from './operation-context.ts';

interface Question {
  readonly codings: readonly Coding[];
  /** False: an abstract code is no valid one. */
  readonly allowsAbstract: boolean;
  readonly language: string | undefined;
}

/** `code`, `coding` or `codeableConcept`: one of them. */
function readQuestion(asked: AskedParameters, version: string | undefined): Question {
  const [code, system, display] = [asked.text('code'), asked.text('system'), asked.text('display')];
  const coding = asked.coding('coding');
  const concept = asked.concept('codeableConcept');
  const ways = [code !== undefined, asked.has('coding'), asked.has('codeableConcept')].filter(Boolean).length;
  if (ways !== 1) asked.flaw('code', 'must be given, or coding, or codeableConcept: one of them');
  if (code === undefined && display !== undefined) asked.flaw('display', 'is checked together with code');
  const single: Coding | undefined =
    code === undefined
      ? coding
      : {
          code,
          ...(system === undefined ? {} : { system }),
          ...(version === undefined ? {} : { version }),
          ...(display === undefined ? {} : { display }),
        };
  return {
    codings: single === undefined ? (concept?.coding ?? []) : [single],
    allowsAbstract: asked.flag('abstract') ?? true,
    language: asked.text('displayLanguage'),
  };
}

interface Finding {
  readonly isValid: boolean;
  readonly message: string | undefined;
  readonly display: string | undefined;
}

/** Letters' case and spaces aside: whether they matter is the code system's, and a warning for them helps nobody. */
const folded = (text: string): string => text.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();

async function findingAbout(
  source: ConceptSource,
  { concept, own }: { readonly concept: Concept; readonly own: string | undefined },
  { coding, question }: { readonly coding: Coding; readonly question: Question },
): Promise<Finding> {
  const designations = (await source.designations([concept.code])).get(concept.code) ?? [];
  const display = chooseDisplay(own ?? concept.display, designations, question.language);
  if (concept.isAbstract && !question.allowsAbstract)
    return { isValid: false, message: 'The code is abstract: it groups others and cannot be used itself.', display };
  if (coding.display !== undefined) {
    const names = [own, concept.display, ...designations.map(({ text }) => text)].filter((name) => name !== undefined);
    if (names.length > 0 && !names.some((name) => folded(name) === folded(coding.display!)))
      return { isValid: false, message: 'The display is none of the names of this code.', display };
  }
  const message = concept.isInactive ? 'The code is inactive: it is known, and not for new entries.' : undefined;
  return { isValid: true, message, display };
}

const notIn = (what: string): Finding => ({
  isValid: false,
  message: `The code is not in the ${what}.`,
  display: undefined,
});

type AskCoding = (coding: Coding, question: Question) => Promise<Outcome<Finding>>;

/** True when one coding is valid (R4); "no" only when each could be asked. */
async function askAll(question: Question, ask: AskCoding): Promise<Outcome<Parameters>> {
  let unanswered: Outcome<never> | undefined;
  const findings: Finding[] = [];
  for (const coding of question.codings) {
    const finding = await ask(coding, question);
    if (finding.ok) findings.push(finding.value);
    else unanswered ??= finding;
  }
  const valid = findings.find(({ isValid }) => isValid);
  if (valid === undefined && unanswered !== undefined) return unanswered;
  const best = valid ?? findings.find(({ display }) => display !== undefined) ?? findings[0];
  const messages = valid === undefined ? findings.map(({ message }) => message) : [valid.message];
  const message = [...new Set(messages.filter((one) => one !== undefined))].join(' ');
  const isEmpty = findings.length === 0 && valid === undefined;
  return ok({
    resourceType: 'Parameters',
    parameter: [
      { name: 'result', valueBoolean: valid !== undefined },
      ...(message === '' && !isEmpty
        ? []
        : [{ name: 'message', valueString: isEmpty ? 'There is no coding to check.' : message }]),
      ...(best?.display === undefined ? [] : [{ name: 'display', valueString: best.display }]),
    ],
  });
}

function inValueSet(compiled: CompiledValueSet): AskCoding {
  return async (coding, question) => {
    const { code = '', system, version } = coding;
    const wanted =
      version === undefined
        ? compiled
        : new Map(
            [...compiled].filter(
              ([, part]) => part.system !== system || part.version === version || part.version === undefined,
            ),
          );
    const part = await partHolding(wanted, system, code);
    if (!part.ok) return part;
    if (part.value === undefined) return ok(notIn('value set'));
    const source = sourceOfPart(part.value);
    const concept = source.ok ? (await source.value.find([code])).get(code) : undefined;
    if (!source.ok || concept === undefined)
      throw new Error(`a code is in ${partKey(part.value)} and not in its code system`);
    const own = part.value.listed.get(concept.code)?.display;
    return ok(await findingAbout(source.value, { concept, own }, { coding, question }));
  };
}

export async function validateCodeInValueSet(
  context: OperationContext,
  asked: AskedParameters,
): Promise<Outcome<Parameters>> {
  const question = readQuestion(asked, asked.text('systemVersion'));
  // R4: "If a code is provided, a system or a context must be provided"; a context is not supported.
  if (asked.has('code') && !asked.has('system')) asked.flaw('system', 'must be given with code');
  const named = await namedValueSet(context, asked);
  return named.ok ? askAll(question, inValueSet(named.value.compiled)) : named;
}

function inCodeSystem(
  context: OperationContext,
  resource: CodeSystem | undefined,
  version: string | undefined,
): AskCoding {
  return async (coding, question) => {
    const { code = '', system } = coding;
    if (resource !== undefined && system !== undefined && system !== resource.url)
      return ok({
        isValid: false,
        message: 'The system is not the code system that was asked about.',
        display: undefined,
      });
    const source =
      resource === undefined
        ? await sourceFor(context, system ?? '', coding.version ?? version)
        : await sourceOfResource(context, resource);
    if (!source.ok) return source;
    const concept = (await source.value.find([code])).get(code);
    if (concept === undefined) return ok(notIn('code system'));
    return ok(await findingAbout(source.value, { concept, own: undefined }, { coding, question }));
  };
}

export async function validateCodeInCodeSystem(
  context: OperationContext,
  asked: AskedParameters,
): Promise<Outcome<Parameters>> {
  const [url, version] = [asked.text('url'), asked.text('version')];
  const given = asked.resource('codeSystem', 'CodeSystem');
  const question = readQuestion(asked, undefined);
  if (url === undefined && given === undefined && !question.codings.every(({ system }) => system !== undefined))
    asked.flaw('url', 'must name the code system, or codeSystem hold it');
  const isRight = asked.check();
  if (!isRight.ok) return isRight;
  const resource = await namedResource(context, 'CodeSystem', { url, version, given });
  if (!resource.ok) return resource;
  if (question.codings.length === 0)
    return failed(terminologyFault('TERMINOLOGY-003', [{ place: 'codeableConcept', rule: 'must hold a coding' }]));
  return askAll(question, inCodeSystem(context, resource.value as CodeSystem | undefined, version));
}
