/** A region's own search parameter as it is shown, with how far its index is. */
import type { SearchParameter } from 'fhir/r4.js';
import type { StoredParameter } from '#record';

const indexExtension = 'https://goldthread.example/StructureDefinition/search-parameter-index';

const stateWords: Readonly<Record<StoredParameter['state'], (stored: StoredParameter) => string>> = {
  draft: () => 'not in effect',
  retired: () => 'not in effect',
  indexing: ({ indexed }) => `being indexed: ${indexed} resources so far`,
  ready: () => 'indexed',
};

export function searchParameterResource(stored: StoredParameter): SearchParameter {
  const { resource, id, changedMs, version } = stored;
  const { meta, extension, ...rest } = resource;
  const own = { url: indexExtension, valueString: stateWords[stored.state](stored) };
  return {
    ...rest,
    id,
    meta: { ...meta, versionId: String(version), lastUpdated: new Date(changedMs).toISOString() },
    extension: [...(extension ?? []).filter(({ url }) => url !== indexExtension), own],
  };
}
