import { describe, expect, it } from 'vitest';
import { differences, wantedOf } from './new-key.js';

const key = {
  supplyGroupCode: '600100',
  keyType: 2,
  keyRevision: 1,
  tariffIndex: '07',
  encryptionAlgorithm: 'EA11',
  decoderKeyAlgorithm: 'DKGA04',
  baseDate: 2014,
} as const;

describe('another key for a meter', () => {
  it('is asked for by what becomes different alone', () => {
    const form = new FormData();
    form.set('supplyGroupCode', '');
    form.set('tariffIndex', ' 08 ');
    form.set('keyRevision', '2');
    expect(wantedOf(form)).toEqual({ tariffIndex: '08', keyRevision: 2 });
  });

  it('is told by the fields in which it differs', () => {
    expect(differences(key, { ...key, keyRevision: 2, tariffIndex: '08' })).toEqual(['keyRevision', 'tariffIndex']);
  });
});
