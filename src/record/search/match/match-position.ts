/** `near` on Location (R4 3.1.1.4.21 and Location's own search parameters): within a distance of a point. */

import { splitUnescaped } from '../search-text.ts';
import type { ValueMatcher } from '../value-matcher.ts';

const metresPerUnit: Readonly<Record<string, number>> = {
  m: 1,
  km: 1_000,
  mi: 1_609.344,
  '[mi_i]': 1_609.344,
  '[mi_us]': 1_609.347_219,
};
/** Where the client names no distance, R4 leaves it to the server. */
const defaultKilometres = 10;
const earthRadiusMetres = 6_371_008.8;
const radians = Math.PI / 180;

/** Along a great circle of the mean earth: half a per cent from the ellipsoid at worst. */
export function distanceMetres(
  one: { readonly latitude: number; readonly longitude: number },
  other: { readonly latitude: number; readonly longitude: number },
): number {
  const byLatitude = Math.sin(((other.latitude - one.latitude) * radians) / 2);
  const byLongitude = Math.sin(((other.longitude - one.longitude) * radians) / 2);
  const half =
    byLatitude ** 2 + Math.cos(one.latitude * radians) * Math.cos(other.latitude * radians) * byLongitude ** 2;
  return 2 * earthRadiusMetres * Math.asin(Math.min(1, Math.sqrt(half)));
}

const form = 'must be latitude|longitude|distance|units, such as 51.5|-0.12|5|km (type special)';
const numberForm = /^[+-]?\d+(?:\.\d+)?$/;

export function compileNear(text: string): ValueMatcher | string {
  const [latitudeText = '', longitudeText = '', distanceText = '', unit = '', ...more] = splitUnescaped(text, '|');
  const isNumeric = [latitudeText, longitudeText].every((one) => numberForm.test(one));
  if (!isNumeric || more.length > 0 || (distanceText !== '' && !numberForm.test(distanceText))) return form;
  const point = { latitude: Number(latitudeText), longitude: Number(longitudeText) };
  const metresPer = metresPerUnit[unit === '' ? 'km' : unit];
  if (metresPer === undefined || Math.abs(point.latitude) > 90 || Math.abs(point.longitude) > 180) return form;
  const reach = (distanceText === '' ? defaultKilometres : Number(distanceText)) * metresPer;
  return (value) => value.kind === 'position' && distanceMetres(point, value) <= reach;
}
