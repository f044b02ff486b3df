import { domesticTariff } from '@openprepay/testing/tariff';
import { describe, expect, it } from 'vitest';
import { formatTariffDocument, parseTariffDocument, TariffError } from '../src/index.js';

const minimal = {
  tariffCode: 'FLAT',
  commodity: 'water',
  currency: 'UGX',
  validFrom: '2026-11-01T00:00:00Z',
  energy: { blocks: [{ rate: '3500' }] },
};

function refusal(document: unknown): TariffError {
  try {
    parseTariffDocument(document);
  } catch (error) {
    if (error instanceof TariffError) return error;
    throw error;
  }
  throw new Error('the document was accepted');
}

const free = { amount: '50', per: 'month' };
const whole = domesticTariff({ chargesCap: { share: '50' }, freeUnits: { ...free, countsTowardBlocks: false } });

const energy = (...blocks: readonly unknown[]): Record<string, unknown> => domesticTariff({ energy: { blocks } });
const levy = (item: unknown): Record<string, unknown> => domesticTariff({ levies: [item], tax: undefined });
const charge = (item: unknown): Record<string, unknown> => domesticTariff({ fixedCharges: [item], tax: undefined });
const tax = (changes: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  domesticTariff({ tax: { code: 'VAT', percent: '16', appliesTo: ['energy'], ...changes } });

describe('parseTariffDocument', () => {
  it.each([domesticTariff(), whole, minimal, { ...minimal, freeUnits: free }, { ...minimal, levies: [], fixedCharges: [] }])(
    'gives back what it read, document %#',
    (document) => {
      const wire = JSON.parse(JSON.stringify(document)) as unknown;

      expect(formatTariffDocument(parseTariffDocument(wire))).toEqual(wire);
    },
  );

  it.each(['2026-11-01T00:00:00.5Z', '2026-11-01T00:00:00.123456789Z', '2026-11-01T00:00:00+00:00', '2028-02-29T23:59:59Z'])(
    'takes %s as a time in UTC',
    (validFrom) => {
      expect(parseTariffDocument(domesticTariff({ validFrom })).validFrom).toBe(validFrom);
    },
  );

  it.each<readonly [field: string, document: unknown]>([
    ['', null],
    ['', []],
    ['', 'a tariff'],
    ['', undefined],
    ['colour', domesticTariff({ colour: 'red' })],
    ['version', domesticTariff({ version: 1 })],
    ['__proto__', JSON.parse(JSON.stringify(minimal).replace('{', '{"__proto__":{"name":"x"},'))],
    ['constructor', domesticTariff({ constructor: {} })],
    ['tariffCode', domesticTariff({ tariffCode: undefined })],
    ['tariffCode', domesticTariff({ tariffCode: '' })],
    ['tariffCode', domesticTariff({ tariffCode: 'x'.repeat(65) })],
    ['tariffCode', domesticTariff({ tariffCode: 'a b' })],
    ['tariffCode', domesticTariff({ tariffCode: 7 })],
    ['name', domesticTariff({ name: '' })],
    ['name', domesticTariff({ name: null })],
    ['commodity', domesticTariff({ commodity: 'steam' })],
    ['commodity', domesticTariff({ commodity: undefined })],
    ['currency', domesticTariff({ currency: 'kes' })],
    ['currency', domesticTariff({ currency: 'XXX' })],
    ['currency', domesticTariff({ currency: 'toString' })],
    ['currency', domesticTariff({ currency: undefined })],
    ...['2026-11-01', '2026-02-30T00:00:00Z', '2026-11-01T00:00:00+03:00', '2026-11-01T24:00:00Z', '2026-11-01T00:00:60Z', 'now'].map(
      (validFrom) => ['validFrom', domesticTariff({ validFrom })] as const,
    ),
    ...['Africa/Atlantis', '+03:00', '', 3].map((timeZone) => ['timeZone', domesticTariff({ timeZone })] as const),
    ['energy', domesticTariff({ energy: undefined })],
    ['energy', domesticTariff({ energy: [] })],
    ['energy.rate', domesticTariff({ energy: { rate: '1' } })],
    ['energy.blocks', domesticTariff({ energy: {} })],
    ['energy.blocks', energy()],
    ['energy.blocks', domesticTariff({ energy: { blocks: { length: 1, 0: { rate: '1' } } } })],
    ['energy.blocks', energy(...Array.from({ length: 101 }, () => ({ rate: '1' })))],
    ['energy.blocks[0]', energy([])],
    ['energy.blocks[0].rate', energy({})],
    ['energy.blocks[0].upTo', energy({ upTo: '30', rate: '1' })],
    ['energy.blocks[0].upTo', energy({ rate: '1' }, { rate: '2' })],
    ['energy.blocks[0].upTo', energy({ upTo: '0', rate: '1' }, { rate: '2' })],
    ['energy.blocks[1].upTo', energy({ upTo: '30', rate: '1' }, { upTo: '30.0', rate: '1' }, { rate: '2' })],
    ['energy.blocks[1].upTo', energy({ upTo: '30', rate: '1' }, { upTo: '9', rate: '1' }, { rate: '2' })],
    ...[
      12.22,
      NaN,
      '1e999',
      'NaN',
      'Infinity',
      '-1',
      '+1',
      ' 1',
      '1 ',
      '1.',
      '.5',
      '01',
      '0x1',
      '1,5',
      '',
      '1'.repeat(40),
      '1.1234567',
    ].map((rate) => ['energy.blocks[0].rate', energy({ rate })] as const),
    ['energy.blocks[0].rate', energy({ rate: '1000000000000000' })],
    ['energy.blocks[0].rate', energy({ rate: ['1'] })],
    ['energy.blocks[0].tariff', energy({ rate: '1', tariff: 1 })],
    ['levies', domesticTariff({ levies: { code: 'erc', perUnit: '1' } })],
    ['levies[0].code', levy({ perUnit: '1' })],
    ['levies[0].code', levy({ code: 'energy', perUnit: '1' })],
    ['levies[0].perUnit', levy({ code: 'erc' })],
    ['levies[0].perUnit', levy({ code: 'erc', perUnit: '0.0000001' })],
    ['levies[0].percent', levy({ code: 'erc', perUnit: '1', percent: '1' })],
    ['levies[0].percent', levy({ code: 'erc', percent: '100.0001' })],
    ['levies[0].percent', levy({ code: 'erc', percent: '1.00001' })],
    ['levies[0].percent', levy({ code: 'erc', percent: null })],
    ['fixedCharges[0].amount', charge({ code: 'standing', amount: '1.001', per: 'month' })],
    ['fixedCharges[0].amount', domesticTariff({ currency: 'UGX', fixedCharges: [{ code: 'standing', amount: '1.5', per: 'month' }] })],
    ['fixedCharges[0].per', charge({ code: 'standing', amount: '1', per: 'day' })],
    ['fixedCharges[0].per', charge({ code: 'standing', amount: '1' })],
    ['fixedCharges[0].code', domesticTariff({ fixedCharges: [{ code: 'erc', amount: '1', per: 'month' }] })],
    ['tax.code', tax({ code: 'standing' })],
    ['tax.code', tax({ code: 'energy' })],
    ['tax.percent', tax({ percent: '101' })],
    ['tax.appliesTo', tax({ appliesTo: 'energy' })],
    ['tax.appliesTo', tax({ appliesTo: undefined })],
    ['tax.appliesTo[1]', tax({ appliesTo: ['energy', 'water'] })],
    ['tax.appliesTo[0]', tax({ appliesTo: ['VAT'] })],
    ['tax.appliesTo[1]', tax({ appliesTo: ['energy', 'energy'] })],
    ['tax.rate', tax({ rate: '1' })],
    ['minimumTender', domesticTariff({ minimumTender: '1.001' })],
    ['maximumTender', domesticTariff({ maximumTender: '9.99' })],
    ['unitStep', domesticTariff({ unitStep: '0' })],
    ['unitStep', domesticTariff({ unitStep: '0.0000001' })],
    ['unitRounding', domesticTariff({ unitRounding: 'half' })],
    ['chargesCap', domesticTariff({ chargesCap: '50' })],
    ['chargesCap.amount', domesticTariff({ chargesCap: { share: '50', amount: '1' } })],
    ...['0', '0.0000', '100.0001', '-1', '1.00001', 50, undefined].map(
      (share) => ['chargesCap.share', domesticTariff({ chargesCap: { share } })] as const,
    ),
    ['freeUnits', domesticTariff({ freeUnits: '50' })],
    ['freeUnits.units', domesticTariff({ freeUnits: { ...free, units: '1' } })],
    // of 1638.5 a token holds 1639.4
    ...['0', '0.0', '1.25', '-1', 50, undefined, '1638.5', '1820162.5'].map(
      (amount) => ['freeUnits.amount', domesticTariff({ freeUnits: { ...free, amount } })] as const,
    ),
    ...['day', undefined].map((per) => ['freeUnits.per', domesticTariff({ freeUnits: { ...free, per } })] as const),
    ['freeUnits.countsTowardBlocks', domesticTariff({ freeUnits: { ...free, countsTowardBlocks: 'no' } })],
  ])('refuses and names "%s", document %#', (field, document) => {
    expect(refusal(document)).toMatchObject({ code: 'tariffs.document_invalid', field });
  });

  it('takes nothing from a prototype', () => {
    const inherited = Object.create({ tax: { code: 'VAT', percent: '100', appliesTo: ['energy'] } }) as object;

    expect(parseTariffDocument(Object.assign(inherited, minimal))).not.toHaveProperty('tax');
  });
});
