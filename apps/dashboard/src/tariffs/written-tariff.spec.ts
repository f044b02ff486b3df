import { describe, expect, it } from 'vitest';
import { placeOf, readWritten } from './written-tariff.js';

const document = {
  tariffCode: 'DOM',
  commodity: 'electricity',
  currency: 'KES',
  validFrom: '2026-11-01T00:00:00Z',
  energy: { blocks: [{ upTo: '30', rate: '12.22' }, { rate: '20.97' }] },
  levies: [{ code: 'erc', perUnit: '0.03' }],
};

describe('a tariff as it is written', () => {
  it('is read by the rules of a tariff', () => {
    expect(readWritten(JSON.stringify(document))).toEqual({ document });
  });

  it('is told apart from what is no JSON', () => {
    expect(readWritten('{')).toEqual({ mistake: 'not-json' });
  });

  it('names the field that is wrong', () => {
    const wrong = { ...document, energy: { blocks: [{ rate: 20.97 }] } };
    expect(readWritten(JSON.stringify(wrong))).toMatchObject({ mistake: { field: 'energy.blocks[0].rate' } });
  });
});

describe('the place of a field in the text', () => {
  const text = JSON.stringify(document, undefined, 2);

  it('is that of the item that the path counts to', () => {
    expect(placeOf(text, 'energy.blocks[1].rate')).toEqual({ start: text.lastIndexOf('"rate"'), end: text.lastIndexOf('"rate"') + 6 });
  });

  it('is the innermost that is there where the field itself is missing', () => {
    expect(placeOf(text, 'energy.rates')).toEqual({ start: text.indexOf('"energy"'), end: text.indexOf('"energy"') + 8 });
  });

  it('is nowhere for the document as a whole', () => {
    expect(placeOf(text, '')).toBeUndefined();
  });
});
