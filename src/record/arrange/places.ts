/** Where an attendance took place, ward after ward, as the source names the places. */
import type { Encounter } from 'fhir/r4.js';
import type { RecordEntry } from '../opened-record.ts';
import type { Arrangement } from './arrange-record.ts';
import { as, referenceWords } from './fhir-words.ts';

export function placesOf(arrangement: Arrangement, entry: RecordEntry): string[] {
  const places = (as<Encounter>(entry).location ?? []).map(({ location }) => {
    const found = location.reference === undefined ? undefined : arrangement.record.referred.get(location.reference);
    return (found?.['name'] as string | undefined) ?? referenceWords(location);
  });
  return places.filter((place, index): place is string => place !== undefined && place !== places[index - 1]);
}
