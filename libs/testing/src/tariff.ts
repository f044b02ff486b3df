import type { TariffBody } from '@openprepay/contracts/http/tariff-document';

/** A tariff as it is published: JSON, checked by whoever takes it. */
export type TariffDocument = Readonly<Record<string, unknown>>;

/** Sells one unit for one shilling. */
export const flatTariff = (changes: TariffDocument = {}): TariffDocument => ({
  tariffCode: 'FLAT',
  commodity: 'electricity',
  currency: 'KES',
  validFrom: '2026-01-01T00:00:00Z',
  energy: { blocks: [{ rate: '1' }] },
  ...changes,
});

const domestic = {
  tariffCode: 'DOM',
  name: 'Domestic',
  commodity: 'electricity',
  currency: 'KES',
  validFrom: '2026-11-01T00:00:00Z',
  timeZone: 'Africa/Nairobi',
  energy: { blocks: [{ upTo: '30', rate: '12.22' }, { upTo: '100', rate: '16.30' }, { rate: '20.97' }] },
  levies: [
    { code: 'erc', perUnit: '0.03' },
    { code: 'rep', percent: '5' },
  ],
  fixedCharges: [{ code: 'standing', amount: '150.00', per: 'month' }],
  tax: { code: 'VAT', percent: '16', appliesTo: ['energy', 'standing'] },
  minimumTender: '10.00',
  maximumTender: '100000.00',
  unitStep: '0.1',
  unitRounding: 'down',
} satisfies TariffBody;

/** The domestic tariff of docs/tariffs.md: blocks, levies, a standing charge, tax and limits. */
export const domesticTariff = <Changes extends TariffDocument = Record<never, never>>(
  changes?: Changes,
): Omit<typeof domestic, keyof Changes> & Changes => ({ ...structuredClone(domestic), ...(changes as Changes) });
