import { formDecimal } from '../ui/form-text.js';

export interface Location {
  /** Degrees of WGS 84. */
  readonly lat: number;
  readonly lon: number;
}

/** Where a form says that something stands; null where both fields are empty. What is no number is refused by the api. */
export function locationIn(form: FormData): Location | null {
  const [lat, lon] = [formDecimal(form, 'lat'), formDecimal(form, 'lon')];
  return lat === '' && lon === '' ? null : { lat: degrees(lat), lon: degrees(lon) };
}

const degrees = (text: string): number => (text === '' ? Number.NaN : Number(text));
