import { randomUUID } from 'node:crypto';
import type { EventData } from '@openprepay/contracts/event';
import type { MeterChanged, VendCompleted } from '@openprepay/contracts/vending';
import { creditTenths, moneyMinor } from '@openprepay/quantities';
import { meterPan } from '@openprepay/sts';
import { meterKeyData } from '@openprepay/testing/meter';

/** What vending tells of a meter. */
export const meterChangedOf = (meterNumber: string): EventData<typeof MeterChanged> => ({
  meterId: randomUUID(),
  meterNumber,
  meterPan: meterPan(meterNumber),
  commodity: 'electricity',
  ...meterKeyData,
  changedAt: new Date(),
});

/** What vending tells of a vend to a meter. */
export const vendCompletedOf = (meterNumber: string, tokens: readonly string[]): EventData<typeof VendCompleted> => ({
  vendId: randomUUID(),
  receiptNumber: 'R-1',
  meterNumber,
  meterPan: meterPan(meterNumber),
  commodity: 'electricity',
  currency: 'USD',
  tenderMinor: moneyMinor(1000n),
  paymentMethod: 'cash',
  unitsTenths: creditTenths(432n),
  lines: [],
  tariff: { code: 'DOM', version: 1 },
  tokens: tokens.map((token) => ({ token, kind: 'credit', tokenIdentifier: 1, amountTenths: creditTenths(432n) })),
  completedAt: new Date(),
});
