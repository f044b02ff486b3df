import { formText } from '../ui/form-text.js';

export const KEY_TYPES = [1, 2, 3] as const;
export const BASE_DATES = [1993, 2014, 2035] as const;

/** What was typed, as the api takes it: components are entered by so many custodians, or the vault makes the key. */
export function keyOf(form: FormData) {
  const components = formText(form, 'components');
  return {
    keyType: KEY_TYPES.find((type) => String(type) === formText(form, 'keyType')) ?? KEY_TYPES[0],
    keyRevision: Number(formText(form, 'keyRevision')),
    keyExpiry: Number(formText(form, 'keyExpiry')),
    baseDate: BASE_DATES.find((date) => String(date) === formText(form, 'baseDate')) ?? BASE_DATES[1],
    decoderKeyAlgorithm: formText(form, 'decoderKeyAlgorithm') === 'DKGA02' ? ('DKGA02' as const) : ('DKGA04' as const),
    ...(components === '' ? { generate: true } : { components: Number(components) }),
  };
}
