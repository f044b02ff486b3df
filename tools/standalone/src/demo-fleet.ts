import type { TariffBody } from '@openprepay/contracts/http/tariff-document';
import { makeMeterNumber } from '@openprepay/sts';

export const DEMO_SUPPLY_GROUP = '600100';
export const DEMO_TARIFF = 'DOM';

/** Of the meters of the demo. */
export const DEMO_MANUFACTURER = '00';
const FIRST_SERIAL = 10_000_001;

/** What every demo meter is made with. */
export const demoKeyData = {
  supplyGroupCode: DEMO_SUPPLY_GROUP,
  keyType: 2,
  keyRevision: 1,
  tariffIndex: '07',
  encryptionAlgorithm: 'EA11',
  decoderKeyAlgorithm: 'DKGA04',
  baseDate: 2014,
} as const;

export interface DemoMeter {
  readonly meterNumber: string;
  readonly accountNumber: string;
}

/** The meter at a place in the demo fleet, counted from 0; the same on every machine. */
export const demoMeter = (index: number): DemoMeter => ({
  meterNumber: makeMeterNumber(DEMO_MANUFACTURER, String(FIRST_SERIAL + index).padStart(8, '0')),
  accountNumber: `ACC-${String(index + 1).padStart(5, '0')}`,
});

/** A small domestic tariff whose amounts every currency can hold, also those without decimals. */
export const demoTariff = (currency: string, validFrom: Date): TariffBody => ({
  tariffCode: DEMO_TARIFF,
  name: 'Domestic',
  commodity: 'electricity',
  currency,
  validFrom: validFrom.toISOString(),
  timeZone: 'UTC',
  energy: { blocks: [{ upTo: '100', rate: '0.14' }, { rate: '0.21' }] },
  levies: [{ code: 'rural-electrification', percent: '5' }],
  fixedCharges: [{ code: 'standing', amount: '2', per: 'month' }],
  tax: { code: 'VAT', percent: '16', appliesTo: ['energy', 'standing'] },
  minimumTender: '1',
  maximumTender: '100000',
  unitStep: '0.1',
  unitRounding: 'down',
});
