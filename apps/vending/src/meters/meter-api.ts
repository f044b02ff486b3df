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

export const meterToApi = ({ keyData, accountNumber, createdAt, changedAt, ...meter }: Meter): MeterAnswer => ({
  meterId: meter.meterId,
  meterNumber: meter.meterNumber,
  meterPan: meter.meterPan,
  manufacturerCode: meter.manufacturerCode,
  commodity: meter.commodity,
  ...keyData,
  ...present({ accountNumber }),
  createdAt: createdAt.toISOString(),
  changedAt: changedAt.toISOString(),
});
