/** Contract: environment variables; a real region refuses unsafe defaults (docs/configuration.md). */
import assert from 'node:assert/strict';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { settingsTable } from './config/settings-table.ts';
import { type Config, type Environment, readConfig } from './config.ts';

const realRegion = {
  GOLDTHREAD_REGION: 'tarnholt',
  GOLDTHREAD_STAFF_ISSUERS: '/etc/goldthread/staff-issuers.json',
  GOLDTHREAD_KEYS_DIR: '/etc/goldthread/keys',
  GOLDTHREAD_DATA_DIR: '/var/lib/goldthread',
};
const tlsFiles = {
  GOLDTHREAD_TLS_CERT: '/etc/goldthread/chain.pem',
  GOLDTHREAD_TLS_KEY: '/etc/goldthread/key.pem',
  GOLDTHREAD_MLLP_TLS_CA: '/etc/goldthread/ca.pem',
};

function configOf(environment: Environment): Config {
  const outcome = readConfig(environment);
  assert.ok(outcome.ok, outcome.ok ? '' : outcome.fault.message);
  return outcome.value;
}

function codeOf(environment: Environment): string {
  const outcome = readConfig(environment);
  return outcome.ok ? 'accepted' : outcome.fault.code;
}

describe('the environment', () => {
  it('may be empty: everything then has the default of the contract', () => {
    const config = configOf({});
    assert.equal(config.isDemo, true);
    assert.equal(config.region, 'demo');
    assert.equal(config.demoPeople, 200);
    assert.equal(config.dataDirectory, resolve('./data'));
    assert.equal(config.keysDirectory, join(resolve('./data'), 'keys'));
    assert.deepEqual([config.httpHost, config.httpPort], ['127.0.0.1', 8080]);
    assert.deepEqual([config.mllpHost, config.mllpPort], ['127.0.0.1', 2575]);
    assert.equal(config.publicUrl, 'http://127.0.0.1:8080');
    assert.equal(config.databaseUrl, undefined);
    assert.equal(config.relationshipTailDays, 90);
    assert.equal(config.staffIdleMinutes, 15);
    assert.deepEqual(config.warnings, []);
  });

  it('names FHIR packages with commas between them, as whole paths', () => {
    assert.deepEqual(configOf({}).fhirPackages, []);
    const { fhirPackages } = configOf({ GOLDTHREAD_FHIR_PACKAGES: 'uk-core, /opt/own.tgz,' });
    assert.deepEqual(fhirPackages, [resolve('uk-core'), '/opt/own.tgz']);
  });

  it('with a blank variable is as if it were unset', () => {
    assert.equal(configOf({ GOLDTHREAD_HTTP_PORT: '  ' }).httpPort, 8080);
  });

  it('with an unknown variable is refused, and the nearest known one is named', () => {
    const outcome = readConfig({ GOLDTHREAD_STAFF_ISSUER: 'x' });
    assert.ok(!outcome.ok);
    assert.equal(outcome.fault.code, 'CONFIG-001');
    assert.match(outcome.fault.message, /GOLDTHREAD_STAFF_ISSUERS/);
  });

  it('leaves variables of others and of the test runner alone', () => {
    assert.equal(codeOf({ PATH: '/bin', GOLDTHREAD_TEST_DATABASE_URL: 'x' }), 'accepted');
  });

  it('names every wrong value at once, and never repeats a value', () => {
    const outcome = readConfig({ GOLDTHREAD_HTTP_PORT: 'eighty', GOLDTHREAD_DATABASE_URL: 'hunter2' });
    assert.ok(!outcome.ok);
    assert.equal(outcome.fault.code, 'CONFIG-002');
    assert.equal(outcome.fault.flaws?.length, 2);
    assert.doesNotMatch(outcome.fault.message, /eighty|hunter2/);
  });

  it('takes whole numbers only, within their limits', () => {
    for (const wrong of ['-1', '65536', '80.5', '0x50', '1e3', '٨٠']) {
      assert.equal(codeOf({ GOLDTHREAD_HTTP_PORT: wrong }), 'CONFIG-002', wrong);
    }
    assert.equal(configOf({ GOLDTHREAD_HTTP_PORT: '65535' }).httpPort, 65535);
    assert.equal(configOf({ GOLDTHREAD_DEMO_PEOPLE: '0' }).demoPeople, 0);
  });

  it('never makes readConfig throw, whatever it holds', () => {
    const names = Object.values(settingsTable).map((setting) => setting.variable);
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom(...names),
          fc.oneof(fc.string(), fc.ipV6(), fc.domain(), fc.webUrl(), fc.nat().map(String)),
        ),
        (environment) => {
          assert.equal(typeof readConfig(environment).ok, 'boolean');
        },
      ),
    );
  });
});

describe('the public address', () => {
  it('is an origin: a closing slash goes, a path is refused', () => {
    assert.equal(configOf({ GOLDTHREAD_PUBLIC_URL: 'https://record.example/' }).publicUrl, 'https://record.example');
    assert.equal(codeOf({ GOLDTHREAD_PUBLIC_URL: 'https://record.example/staff' }), 'CONFIG-002');
    assert.equal(codeOf({ GOLDTHREAD_PUBLIC_URL: 'ftp://record.example' }), 'CONFIG-002');
  });

  it('follows the listener when it is unset', () => {
    assert.equal(configOf({ GOLDTHREAD_HTTP_HOST: '::1' }).publicUrl, 'http://[::1]:8080');
    assert.equal(configOf({ GOLDTHREAD_HTTP_HOST: '0.0.0.0' }).publicUrl, 'http://localhost:8080');
    const { GOLDTHREAD_MLLP_TLS_CA: _, ...webOnly } = tlsFiles;
    assert.equal(configOf(webOnly).publicUrl, 'https://127.0.0.1:8080');
  });
});

describe('a demo region', () => {
  it('that listens beyond loopback starts with a warning', () => {
    assert.equal(configOf({ GOLDTHREAD_HTTP_HOST: '0.0.0.0' }).warnings.length, 1);
  });

  it('has no patient issuer of its own, since real patients would meet invented records', () => {
    assert.equal(codeOf({ GOLDTHREAD_PATIENT_ISSUER: '/etc/patients.json' }), 'CONFIG-006');
  });
});

describe('a real region', () => {
  it('starts on loopback, with its own code and keys, and has no demo people', () => {
    const config = configOf({ ...realRegion, GOLDTHREAD_HL7_SENDERS: '/etc/goldthread/senders.json' });
    assert.equal(config.isDemo, false);
    assert.equal(config.demoPeople, 0);
    assert.deepEqual(config.warnings, []);
  });

  it('is refused with GOLDTHREAD_DEMO_PEOPLE, even 0', () => {
    assert.equal(codeOf({ ...realRegion, GOLDTHREAD_DEMO_PEOPLE: '0' }), 'CONFIG-005');
  });

  it('is refused under the code demo', () => {
    const { GOLDTHREAD_REGION: _, ...withoutCode } = realRegion;
    assert.equal(codeOf(withoutCode), 'CONFIG-007');
  });

  it('is refused beyond loopback without TLS', () => {
    assert.equal(codeOf({ ...realRegion, GOLDTHREAD_HTTP_HOST: '0.0.0.0' }), 'CONFIG-003');
    assert.equal(codeOf({ ...realRegion, GOLDTHREAD_HTTP_HOST: '127.evil.example' }), 'CONFIG-003');
    assert.equal(codeOf({ ...realRegion, GOLDTHREAD_MLLP_HOST: '::' }), 'CONFIG-003');
    assert.equal(codeOf({ ...realRegion, ...tlsFiles, GOLDTHREAD_HTTP_HOST: '0.0.0.0' }), 'accepted');
  });

  it('is refused an HL7 v2 listener beyond loopback whose senders show no certificate', () => {
    const { GOLDTHREAD_MLLP_TLS_CA: _, ...webOnly } = tlsFiles;
    assert.equal(codeOf({ ...realRegion, ...webOnly, GOLDTHREAD_MLLP_HOST: '0.0.0.0' }), 'CONFIG-003');
    assert.equal(codeOf({ ...realRegion, ...tlsFiles, GOLDTHREAD_MLLP_HOST: '0.0.0.0' }), 'accepted');
  });

  it('is refused with its keys missing or inside the data directory', () => {
    const { GOLDTHREAD_KEYS_DIR: _, ...withoutKeys } = realRegion;
    assert.equal(codeOf(withoutKeys), 'CONFIG-004');
    assert.equal(codeOf({ ...realRegion, GOLDTHREAD_KEYS_DIR: '/var/lib/goldthread/keys' }), 'CONFIG-004');
    assert.equal(codeOf({ ...realRegion, GOLDTHREAD_KEYS_DIR: '/var/lib/goldthread-keys' }), 'accepted');
  });

  it('needs certificate and key together', () => {
    assert.equal(codeOf({ ...realRegion, GOLDTHREAD_TLS_CERT: '/etc/chain.pem' }), 'CONFIG-006');
  });
});

it('one database server is named: with several the client would try for ever, and tell nobody (decision 98)', () => {
  for (const url of ['postgresql://u:p@one,two/goldthread', 'postgresql://u:p@one:5432,two:5432/goldthread'])
    assert.equal(readConfig({ GOLDTHREAD_DATABASE_URL: url }).ok, false, url);
  assert.equal(readConfig({ GOLDTHREAD_DATABASE_URL: 'postgresql://u:p@one:5432/goldthread' }).ok, true);
});
