/** House rule: documents are held against the code, both ways (CONTRIBUTING.md). */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { checkPageText } from '../../tools/build-check-page.ts';
import { accessDocument, decisionRows } from '../../tools/write-access-document.ts';
import { configurationDocument } from '../../tools/write-configuration-document.ts';
import { allFaults, faultsDocument } from '../../tools/write-faults-document.ts';
import { fhirDocument } from '../../tools/write-fhir-document.ts';
import { invariantsDocument } from '../../tools/write-invariants-document.ts';
import { checkout, filesMatching, manifest, textOf } from './checkout-files.ts';
import { doorTypes } from './door-types.ts';

describe('docs/standards/fhir-r4.md', () => {
  it('is what the routes of the API say', () => {
    assert.equal(textOf('docs/standards/fhir-r4.md'), fhirDocument(), 'run node tools/write-fhir-document.ts');
  });
});

describe('docs/faults.md', () => {
  it('holds every fault of the code and no other, in the words of the code', async () => {
    assert.equal(textOf('docs/faults.md'), await faultsDocument(), 'run node tools/write-faults-document.ts');
  });

  it('is about faults that the code has', async () => {
    const codes = (await allFaults()).map((row) => row.code);
    assert.ok(codes.length > 20, 'the faults were not found');
    const written = [...textOf('docs/faults.md').matchAll(/^\| ([A-Z][A-Z0-9-]*-\d{3}) \|/gm)].map((match) => match[1]);
    assert.deepEqual(written, codes);
  });

  it('knows every code that is named elsewhere in the documents', async () => {
    const codes = new Set((await allFaults()).map((row) => row.code));
    const modules = new Set([...codes].map((code) => code.replace(/-\d{3}$/, '')));
    for (const path of filesMatching('*.md', 'docs/**/*.md')) {
      for (const [code = ''] of textOf(path).matchAll(/\b[A-Z][A-Z0-9]*(?:-[A-Z][A-Z0-9]*)*-\d{3}\b/g)) {
        if (modules.has(code.replace(/-\d{3}$/, ''))) assert.ok(codes.has(code), `${path} names ${code}`);
      }
    }
  });
});

describe('the page that checks a log without the server', () => {
  it('is built from the verifying code as it stands', () => {
    const built = textOf('src/apps/patient/check-page/check-my-log.html');
    assert.equal(built, checkPageText(), 'run node tools/build-check-page.ts');
    assert.doesNotMatch(built, /https?:|\bfetch\(|XMLHttpRequest|localStorage/, 'it asks and keeps nothing');
  });
});

describe('docs/configuration.md', () => {
  it('is what the table of settings says', () => {
    assert.equal(
      textOf('docs/configuration.md'),
      configurationDocument(),
      'run node tools/write-configuration-document.ts',
    );
  });
});

describe('docs/standards/fhir-r4-invariants.md', () => {
  it('is what the definitions and the tables of closures say', () => {
    const path = 'docs/standards/fhir-r4-invariants.md';
    assert.equal(textOf(path), invariantsDocument(), 'run node tools/write-invariants-document.ts');
  });
});

describe('docs/safety/access.md', () => {
  it('is what the tables of privacy say', () => {
    assert.equal(textOf('docs/safety/access.md'), accessDocument(), 'run node tools/write-access-document.ts');
  });

  it('has every row that the code decides by, and no row that it never names', () => {
    const code = filesMatching('src/**/*.ts').filter((path) => !/decision-words-table\.ts$|\.test\.ts$/.test(path));
    const named = new Set(textOf('src/privacy/decide/decision-table.ts').match(/\bD\d{1,2}\b/g));
    for (const row of decisionRows) assert.ok(named.has(row), `${row} is decided nowhere`);
    const decided = code.flatMap((path) => [...textOf(path).matchAll(/'(D\d{1,2})'/g)].map((match) => match[1] ?? ''));
    for (const row of decided) assert.ok(decisionRows.includes(row), `${row} has no row in docs/safety/access.md`);
  });
});

describe('docs/decisions', () => {
  const index = 'docs/decisions/README.md';
  const files = filesMatching('docs/decisions/*.md').filter((path) => path !== index);

  it('each have one line in their index', () => {
    const listed = [...textOf(index).matchAll(/^\| \[(\d+)\]\((\d{4})-[^)]+\.md\) \| \S/gm)].map(
      ([, shown = '', named]) => {
        assert.equal(Number(shown), Number(named), `${index} calls ${named} ${shown}`);
        return named;
      },
    );
    assert.deepEqual(listed.sort(), files.map((path) => /\/(\d{4})-/.exec(path)?.[1]).sort());
  });

  it('are numbered without a double', () => {
    const numbers = files.map((path) => Number(/\/(\d{4})-[a-z0-9-]+\.md$/.exec(path)?.[1]));
    // A number is given when work begins, so that one may stand open until that work lands.
    assert.ok(numbers.every((number) => number >= 1));
    assert.equal(new Set(numbers).size, numbers.length);
  });

  for (const path of files) {
    it(`${path} has context, options, decision and consequences`, () => {
      const headings = [...textOf(path).matchAll(/^## (\w+)/gm)].map((match) => match[1]);
      for (const heading of ['Context', 'Options', 'Decision', 'Consequences']) {
        assert.ok(headings.includes(heading), `${heading} is missing`);
      }
    });
  }
});

describe('docs/safety/hazard-log.md', () => {
  const log = textOf('docs/safety/hazard-log.md');
  const rows = log.split('\n').filter((line) => /^\| HZ\d+ \|/.test(line));

  it('says plainly that nobody has assured it', () => {
    assert.match(log, /No Clinical Safety Officer has been appointed/);
    assert.match(log, /not for live use/i);
  });

  it('names only tests that exist', () => {
    assert.ok(rows.length >= 20);
    for (const [, path = ''] of log.matchAll(/`((?:src|tests)\/[^`]+\.test\.ts)`/g)) {
      assert.ok(existsSync(join(checkout, path)), `${path} does not exist`);
    }
  });

  it('lowers no likelihood without a control that names its test, and reads each risk from the matrix', () => {
    const matrix = new Map(
      log
        .split('\n')
        .flatMap(
          (line) => /^\| (\d) \| (\d) \| (\d) \| (\d) \| (\d) \| (\d) \|$/.exec(line)?.slice(1, 7).join('') ?? [],
        )
        .map((digits) => [digits[0], digits.slice(1)]),
    );
    for (const row of rows) {
      const [, id, , , severity, initial, initialRisk, controls = '', residual, residualRisk] = row
        .split('|')
        .map((cell) => cell.trim());
      const riskOf = (likelihood = '') => matrix.get(likelihood)?.[Number(severity) - 1];
      assert.equal(initialRisk, riskOf(initial), `${id}: initial risk`);
      assert.equal(residualRisk, riskOf(residual), `${id}: residual risk`);
      if (!controls.includes('.test.ts`')) assert.equal(residual, initial, `${id}: lowered without a test`);
    }
  });
});

describe('docs/dependencies.md', () => {
  it('has a line for every dependency of package.json, and no other', () => {
    const { dependencies, optionalDependencies, devDependencies } = manifest();
    const inManifest = Object.keys({ ...dependencies, ...optionalDependencies, ...devDependencies }).sort();
    const written = [...textOf('docs/dependencies.md').matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1] ?? '');
    assert.deepEqual(written.sort(), inManifest);
  });

  it('sees exact versions only, so that what is tested is what is installed', () => {
    const { dependencies, optionalDependencies, devDependencies } = manifest();
    for (const [name, version] of Object.entries({ ...dependencies, ...optionalDependencies, ...devDependencies })) {
      assert.match(version, /^\d+\.\d+\.\d+(?:-[\w.]+)?$/, name);
    }
  });
});

describe('every module', () => {
  const folders = filesMatching('src/*/', 'src/apps/*/', 'src/interfaces/*/').filter(
    (path) =>
      !/^src\/(?:apps|interfaces)\/?$/.test(path) && filesMatching(`${path.replace(/\/$/, '')}/**/*.ts`).length > 0,
  );

  it('was found', () => {
    assert.ok(folders.length > 10);
  });

  for (const folder of folders) {
    it(`${folder} has a README.md that says what it is for`, () => {
      const path = `${folder.replace(/\/$/, '')}/README.md`;
      assert.ok(existsSync(join(checkout, path)), `${path} is missing`);
      assert.ok(textOf(path).split('\n').length >= 4, `${path} says too little`);
    });
  }

  it('has a README.md that names only files which are there', () => {
    const all = filesMatching('src/**/*.ts', 'tools/**/*.ts', 'tests/**/*.ts').map((path) => `/${path}`);
    for (const path of filesMatching('src/**/README.md')) {
      for (const [, name = ''] of textOf(path).matchAll(/`([\w./-]+\.ts)`/g)) {
        assert.ok(
          all.some((one) => one.endsWith(`/${name}`)),
          `${path} names ${name}`,
        );
      }
    }
  });
});

describe('docs/README.md, where a newcomer looks first', () => {
  it('names only files that are there', () => {
    const named = [...textOf('docs/README.md').matchAll(/`((?:src|tests|tools|docs)\/[^`]+)`/g)].map(
      ([, path = '']) => path,
    );
    assert.ok(named.length > 20, 'no file was found in it');
    assert.deepEqual(
      named.filter((path) => !existsSync(join(checkout, path))),
      [],
    );
  });
});

describe('README.md', () => {
  it('names only commands that package.json has', () => {
    const { scripts } = manifest();
    for (const path of ['README.md', 'CONTRIBUTING.md', ...filesMatching('docs/**/*.md')]) {
      for (const [, run, short] of textOf(path).matchAll(/\bnpm (?:run ([a-z][a-z-]*)|(test|start)\b)/g)) {
        const name = run ?? short ?? '';
        assert.ok(name in scripts, `${path} names npm run ${name}`);
      }
    }
  });

  it('links to files that exist, as do all other documents', () => {
    for (const path of filesMatching('*.md', 'docs/**/*.md', 'src/**/*.md')) {
      for (const [, target = ''] of textOf(path).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)) {
        assert.ok(existsSync(join(checkout, path, '..', target)), `${path} links to ${target}`);
      }
    }
  });

  it('links to headings that stand there, as do all other documents', () => {
    const anchorsOf = (path: string): readonly string[] =>
      [...textOf(path).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
        heading
          .toLowerCase()
          .replace(/[^\p{L}\p{N} _-]/gu, '')
          .replaceAll(' ', '-'),
      );
    for (const path of filesMatching('*.md', 'docs/**/*.md', 'src/**/*.md')) {
      for (const [, target = '', anchor = ''] of textOf(path).matchAll(
        /\]\((?!https?:|mailto:)([^)#\s]*)#([^)\s]+)\)/g,
      )) {
        const page = target === '' ? path : join(path, '..', target);
        if (page.endsWith('.md')) assert.ok(anchorsOf(page).includes(anchor), `${path} links to ${target}#${anchor}`);
      }
    }
  });
});

describe('docs/glossary.md', () => {
  const glossary = textOf('docs/glossary.md');
  const pending = JSON.parse(textOf('tests/house/glossary-pending.json')) as readonly string[];
  const names = [...new Set(doorTypes().map((type) => type.name))];

  it('explains every type that a door hands out, but for those in tests/house/glossary-pending.json', () => {
    assert.ok(names.length > 20, 'the types of the doors were not found');
    const missing = names.filter((name) => !glossary.includes(`\`${name}\``) && !pending.includes(name));
    assert.deepEqual(missing, [], 'explain them in docs/glossary.md, or run node tools/list-glossary-gaps.ts');
  });

  it('no longer waits for what is explained or gone', () => {
    const settled = pending.filter((name) => !names.includes(name) || glossary.includes(`\`${name}\``));
    assert.deepEqual(settled, [], 'run node tools/list-glossary-gaps.ts');
  });
});
