/** What the demo region files, as XML and back (R4 2.6.1): the same Bundles. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadFhirDefinitions } from '#fhir/definitions.ts';
import { createFhirXml } from '#fhir/xml/fhir-xml.ts';
import { bundles, resourcesOf } from './testing/a-demo-region.ts';

test('every tenth Bundle of the demo region is the same when it was XML for a while', () => {
  const xml = createFhirXml(loadFhirDefinitions());
  const some = bundles.filter((_, at) => at % 10 === 0);
  let resources = 0;
  for (const { bundle } of some) {
    const json = Buffer.from(JSON.stringify(bundle));
    const reading = xml.read(xml.write(json));
    assert.ok(reading.ok, JSON.stringify(reading));
    assert.deepEqual(JSON.parse(reading.json.toString('utf8')), JSON.parse(json.toString('utf8')));
    resources += resourcesOf(bundle).length;
  }
  assert.ok(resources > 500, `only ${resources} resources`);
});
