import { describe, expect, it } from 'vitest';
import { keyOf } from './new-key.js';

function typed(fields: Readonly<Record<string, string>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}

const FIELDS = { keyType: '3', keyRevision: '4', keyExpiry: '255', baseDate: '2035', decoderKeyAlgorithm: 'DKGA02' };

describe('a vending key as it is typed', () => {
  it('asks for so many components as custodians enter', () => {
    expect(keyOf(typed({ ...FIELDS, components: '3' }))).toEqual({
      keyType: 3,
      keyRevision: 4,
      keyExpiry: 255,
      baseDate: 2035,
      decoderKeyAlgorithm: 'DKGA02',
      components: 3,
    });
  });

  it('has the vault make it where nobody enters any', () => {
    expect(keyOf(typed({ ...FIELDS, components: '' }))).toMatchObject({ generate: true });
    expect(keyOf(typed({ ...FIELDS, components: '' }))).not.toHaveProperty('components');
  });
});
