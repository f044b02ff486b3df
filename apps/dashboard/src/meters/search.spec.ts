import { describe, expect, it } from 'vitest';
import { accountSought, meterSought } from './search.js';

describe('what is looked for among the meters', () => {
  it('is a meter number, as people read it off a label', () => {
    expect(['00100000017', '0010 0000 017', '0010-0000-017', '0010000001712'].map(meterSought)).toEqual([
      '00100000017',
      '00100000017',
      '00100000017',
      '0010000001712',
    ]);
  });

  it('is no meter number with other letters or another length', () => {
    expect(['ACC-00001', '0010000001', '<img onerror=1>', ''].map(meterSought)).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('is an account number where one may be written so', () => {
    expect(['ACC-00001', '0010 0000', '<b>'].map(accountSought)).toEqual(['ACC-00001', undefined, undefined]);
  });
});
