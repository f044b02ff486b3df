import type { MeterAnswer, MeterChangeBody, NewMeterBody } from '@openprepay/contracts/http/vending-meters';
import { present } from '@openprepay/contracts/present';
import type { Meter, MeterChange, NewMeter } from './meter.js';

export const newMeterOf = ({ meterNumber, commodity, accountNumber, ...keyData }: NewMeterBody): NewMeter => ({
  meterNumber,
  commodity,
  accountNumber,
  keyData,
});

/** What was not given is left out, so that it does not overwrite what is there. */
export const meterChangeOf = ({ accountNumber, ...keyData }: MeterChangeBody): MeterChange => ({
  keyData: present(keyData),
  ...present({ accountNumber }),
});

export const meterToApi = ({ keyData, supplyId: _supplyId, accountNumber, createdAt, changedAt, ...meter }: Meter): MeterAnswer => ({
  ...meter,
  ...keyData,
  ...present({ accountNumber }),
  createdAt: createdAt.toISOString(),
  changedAt: changedAt.toISOString(),
});
