import { describe, expect, it } from 'vitest';
import { modelOf } from './model-form.js';

function formOf(fields: Readonly<Record<string, string | readonly string[]>>): FormData {
  const form = new FormData();
  for (const [name, values] of Object.entries(fields)) for (const value of [values].flat()) form.append(name, value);
  return form;
}

const fields = {
  modelCode: 'LX-100',
  manufacturerCode: '07',
  name: ' Lumo 100 ',
  commodity: 'electricity',
  encryptionAlgorithms: ['EA07'],
  decoderKeyAlgorithms: ['DKGA02', 'DKGA04'],
  keyChangeTokens: '4',
};

describe('a model of meters that a form describes', () => {
  it('is what was typed', () => {
    expect(modelOf(formOf(fields))).toEqual({ ...fields, name: 'Lumo 100', keyChangeTokens: 4 });
  });

  it('has a certificate where its number was typed', () => {
    const certificate = { 'certificate.number': 'C-77', 'certificate.edition': '2', 'certificate.validUntil': '2028-01-31' };
    expect(modelOf(formOf({ ...fields, ...certificate })).certificate).toEqual({ number: 'C-77', edition: 2, validUntil: '2028-01-31' });
    expect(modelOf(formOf({ ...fields, 'certificate.testHouse': 'nobody' })).certificate).toBeUndefined();
  });
});
