/** A release in tables says what the same code system in memory says, whatever is asked; loads are whole or not there. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import fc from 'fast-check';
import { systemClock } from '#kernel/clock.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { databaseForTests, type TestDatabase } from '#platform';
import type { ConceptExpression } from '../concept-expression.ts';
import type { ConceptSource } from '../concept-source.ts';
import { createTerminology, readRelease, type Terminology } from '../index.ts';
import { createResourceCodeSystem } from '../resource-code-system.ts';
import { codesOf, createAsking, faultOf, outOf, value } from '../testing/asking.ts';
import {
  asCodeSystem,
  attribute,
  inventConcepts,
  referenceSetPlace,
  writeInventedRelease,
} from '../testing/invented-release.ts';
import { createStoredCodeSystem } from './stored-code-system.ts';

const concepts = inventConcepts(3_000);
const snomed = 'http://snomed.info/sct';
const version = `${snomed}/900000000000207008/version/20260401`;
const codeAt = (place: number): string => concepts[place]!.code;
const both = (one: ReadonlySet<string>, other: ReadonlySet<string>) =>
  new Set([...one].filter((code) => other.has(code)));

describe('a release in tables', () => {
  let database: TestDatabase;
  let terminology: Terminology;
  let stored: ConceptSource;
  const file = forWholeFile();
  const inMemory = createResourceCodeSystem(asCodeSystem(concepts));

  before(async () => {
    database = await databaseForTests(file);
    terminology = createTerminology({ clock: systemClock, database });
    await loadInvented();
    const [row] = await database.owner<
      { definition: number }[]
    >`select definition from terminology.definition where state = 'ready'`;
    const release = {
      definition: row!.definition,
      system: snomed,
      version,
      name: 'SNOMED CT',
      conceptCount: concepts.length,
    };
    stored = createStoredCodeSystem(database, release);
    await database.owner`analyze terminology.concept`;
  });

  async function loadInvented(): Promise<number> {
    const folder = await mkdtemp(join(tmpdir(), 'goldthread-release-'));
    await writeInventedRelease(folder, concepts);
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    const release = value((await readRelease(files, {}))!);
    await rm(folder, { recursive: true });
    const origin = { origin: 'invented', isInternal: false };
    const load = value(
      await terminology.loading.begin(release.codeSystem, { ...origin, conceptCount: release.conceptCount }),
    );
    const all = [...release.concepts()];
    for (let from = 0; from < all.length; from += 500)
      value(await terminology.loading.add(load, from, all.slice(from, from + 500)));
    return value(await terminology.loading.finish(load));
  }

  const place = fc.nat(concepts.length - 1);
  const code = fc.oneof(
    { weight: 9, arbitrary: fc.oneof(fc.nat(40), place).map(codeAt) },
    { weight: 1, arbitrary: fc.constant('99900999999') },
  );
  const leaf: fc.Arbitrary<ConceptExpression> = fc.oneof(
    fc.record({
      is: fc.constantFrom('below' as const, 'above' as const, 'childOf' as const, 'parentOf' as const),
      code,
      orSelf: fc.boolean(),
    }),
    fc.array(code, { maxLength: 4 }).map((codes) => ({ is: 'listed' as const, codes: new Set(codes) })),
    fc.record({
      is: fc.constant('valued' as const),
      property: fc.constantFrom(attribute, 'parent', 'child', 'code', 'inactive'),
      values: fc
        .array(fc.oneof(code, fc.constantFrom('true', 'false')), { maxLength: 3 })
        .map((values) => new Set(values)),
    }),
    fc.constant({ is: 'having' as const, property: attribute }),
    fc.constant({ is: 'every' as const }),
  );
  const { expression } = fc.letrec<{ expression: ConceptExpression }>((tie) => ({
    expression: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc.record({
        is: fc.constantFrom('all' as const, 'any' as const),
        parts: fc.array(tie('expression'), { minLength: 1, maxLength: 3 }),
      }),
      tie('expression').map((part) => ({ is: 'not' as const, part })),
    ),
  }));

  it('answers every expression as the same code system in memory does', async () => {
    const page = { offset: 3, limit: 20, words: [] as string[], activeOnly: false };
    await fc.assert(
      fc.asyncProperty(
        expression,
        fc.boolean(),
        fc.constantFrom([], ['zor'], ['fin', 'quel']),
        code,
        async (asked, activeOnly, words, one) => {
          const selection = { ...page, expression: asked, activeOnly, words };
          const [here, there] = [value(await stored.select(selection)), value(await inMemory.select(selection))];
          assert.equal(here.total, there.total);
          assert.deepEqual(
            here.concepts.map((concept) => concept.code),
            there.concepts.map((concept) => concept.code),
          );
          assert.equal(value(await stored.holds(asked, one)), value(await inMemory.holds(asked, one)));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('gives names, properties and relatives of a concept', async () => {
    const details = await stored.details(codeAt(20));
    const same = await inMemory.details(codeAt(20));
    assert.deepEqual(details?.parents.toSorted(), same?.parents.toSorted());
    assert.deepEqual(details?.children.toSorted(), same?.children.toSorted());
    assert.equal(details?.display, concepts[20]!.display, 'the preferred term of the language reference set');
    const names = (await stored.designations([codeAt(20)])).get(codeAt(20)) ?? [];
    assert.deepEqual(names.map(({ text }) => text).includes('withdrawn word'), false);
    assert.ok(names.some(({ language, text }) => language === 'cy' && text === 'Canfyddiad 20'));
  });

  it('answers the implicit value sets of SNOMED CT and the simple expression constraints', async () => {
    const { expand } = createAsking(terminology);
    const listed = async (form: string) =>
      new Set(codesOf(await expand({ url: `${snomed}?fhir_vs=${form}`, count: '5000' })));
    const below = new Set(value(await terminology.descendantsOf(snomed, codeAt(2), 5_000)));
    const alsoBelow = new Set(value(await terminology.descendantsOf(snomed, codeAt(3), 5_000)));
    assert.ok(below.size > 50 && alsoBelow.size > 50);
    assert.deepEqual(await listed(`isa/${codeAt(2)}`), below);
    const members = new Set(concepts.filter(({ isMember }) => isMember).map((one) => one.code));
    assert.deepEqual(await listed(`refset/${codeAt(referenceSetPlace)}`), members);
    assert.deepEqual(await listed(`ecl/<< ${codeAt(2)} AND << ${codeAt(3)} |with a term|`), both(below, alsoBelow));
    assert.deepEqual(await listed(`ecl/<< ${codeAt(2)} OR << ${codeAt(3)}`), new Set([...below, ...alsoBelow]));
    assert.deepEqual(
      await listed(`ecl/(<< ${codeAt(2)}) MINUS (<< ${codeAt(3)} OR ${codeAt(2)})`),
      new Set([...below].filter((one) => !alsoBelow.has(one) && one !== codeAt(2))),
    );
    assert.deepEqual(await listed(`ecl/<< ${codeAt(2)} AND ^ ${codeAt(referenceSetPlace)}`), both(below, members));
    assert.match(
      faultOf(await expand({ url: `${snomed}?fhir_vs=ecl/< ${codeAt(2)} : ${attribute} = *` })),
      /^TERMINOLOGY-005 .*refinements/,
    );
    assert.match(faultOf(await expand({ url: `${snomed}?fhir_vs`, count: '1' })), /none/);
    assert.equal(value(await terminology.isMember(`${snomed}?fhir_vs=isa/${codeAt(2)}`, snomed, codeAt(0))), false);
  });

  it('is looked up, validated and subsumed like any other, in its version and edition', async () => {
    const { ask, expand } = createAsking(terminology);
    const found = value(await ask('lookup', { system: snomed, code: codeAt(5), displayLanguage: 'cy' }));
    assert.equal(outOf(found, 'display'), 'Canfyddiad 5');
    assert.equal(outOf(found, 'version'), version);
    const edition = `${snomed}/900000000000207008`;
    assert.equal(
      outOf(value(await ask('validateCodeInCodeSystem', { url: snomed, version: edition, code: codeAt(5) })), 'result'),
      true,
    );
    assert.match(
      faultOf(await ask('lookup', { system: snomed, version: `${snomed}/1`, code: codeAt(5) })),
      /^TERMINOLOGY-002/,
    );
    const outcome = await ask('subsumes', {
      system: snomed,
      codeA: codeAt(0),
      codeB: value(await terminology.descendantsOf(snomed, codeAt(0), 5_000)).at(-1)!,
    });
    assert.equal(outOf(value(outcome), 'outcome'), 'subsumes');
    const regex = {
      name: 'valueSet',
      resource: {
        resourceType: 'ValueSet',
        status: 'active',
        compose: { include: [{ system: snomed, filter: [{ property: 'code', op: 'regex', value: '.*' }] }] },
      },
    };
    assert.match(faultOf(await expand({}, [regex])), /^TERMINOLOGY-005 filter: regex is answered/);
  });

  it('is told of only when it is whole, and then in place of what it replaces', async () => {
    const { loading } = terminology;
    const codeSystem = {
      resourceType: 'CodeSystem',
      status: 'active',
      content: 'not-present',
      url: 'https://tests.example/part',
      version: '1',
    };
    const concept = {
      code: 'a',
      display: 'First',
      isInactive: false,
      isAbstract: false,
      parents: [],
      ancestors: [],
      memberOf: [],
      properties: [],
      designations: [],
    };
    const load = value(await loading.begin(codeSystem, { origin: 'part', isInternal: false, conceptCount: 2 }));
    value(await loading.add(load, 0, [concept]));
    assert.match(faultOf(await loading.finish(load)), /^TERMINOLOGY-001 load/);
    assert.match(
      faultOf(await loading.add(load, 1, [concept, concept])),
      /^TERMINOLOGY-001 load/,
      'more than was said',
    );
    assert.equal(await terminology.display('https://tests.example/part', 'a'), undefined);
    value(await loading.add(load, 1, [{ ...concept, code: 'b' }]));
    value(await loading.finish(load));
    assert.equal(await terminology.display('https://tests.example/part', 'a'), 'First');
    const again = value(await loading.begin(codeSystem, { origin: 'part', isInternal: false, conceptCount: 1 }));
    value(await loading.add(again, 0, [{ ...concept, display: 'Second' }]));
    assert.equal(await terminology.display('https://tests.example/part', 'a'), 'First');
    value(await loading.finish(again));
    assert.equal(await terminology.display('https://tests.example/part', 'a'), 'Second');
    assert.equal((await loading.list()).filter(({ url }) => url === codeSystem.url).length, 1);
    assert.equal(await loading.remove({ url: codeSystem.url }), 1);
    assert.equal(await terminology.display('https://tests.example/part', 'a'), undefined);
  });

  it('stands beside another version, of which the higher answers unless one is named', async () => {
    const { loading } = terminology;
    const inVersion = (number: string, display: string) => ({
      resourceType: 'CodeSystem',
      status: 'active',
      content: 'complete',
      url: 'https://tests.example/versions',
      version: number,
      concept: [{ code: 'a', display }],
    });
    value(
      await loading.resources([inVersion('10', 'Tenth'), inVersion('9', 'Ninth')], {
        origin: 'versions',
        isInternal: false,
      }),
    );
    assert.equal(await terminology.display('https://tests.example/versions', 'a'), 'Tenth');
    const { ask } = createAsking(terminology);
    const old = await ask('lookup', { system: 'https://tests.example/versions', version: '9', code: 'a' });
    assert.equal(outOf(value(old), 'display'), 'Ninth');
  });

  it('is not there for patients when it was loaded for the region’s own use (attack 52)', async () => {
    const { loading } = terminology;
    const own = {
      resourceType: 'ValueSet',
      status: 'active',
      url: 'https://tests.example/own',
      compose: { include: [{ system: snomed, concept: [{ code: codeAt(4) }] }] },
    };
    value(await loading.resources([own], { origin: 'own', isInternal: true }));
    const { expand } = createAsking(terminology);
    assert.deepEqual(codesOf(await expand({ url: own.url })), [codeAt(4)]);
    const hidden = faultOf(await expand({ url: own.url }, [], false));
    assert.equal(
      hidden,
      faultOf(await expand({ url: 'https://tests.example/not' }, [], false)).replace('/not', '/own'),
    );
    const importing = {
      name: 'valueSet',
      resource: { resourceType: 'ValueSet', status: 'active', compose: { include: [{ valueSet: [own.url] }] } },
    };
    assert.match(faultOf(await expand({}, [importing], false)), /^TERMINOLOGY-001/, 'nor by way of an import');
  });
});
