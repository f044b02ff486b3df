import type { MeterAnswer, MeterChangeBody, NewMeterBody } from '@openprepay/contracts/http/vending-meters';
import { present } from '@openprepay/contracts/present';
import type { MeterChange, NewMeter, WarnedMeter } from './meter.js';

export const newMeterOf = ({ meterNumber, commodity, accountNumber, modelCode, ...keyData }: NewMeterBody): NewMeter => ({
  meterNumber,
  commodity,
  accountNumber,
  modelCode,
  keyData,
});

/** What was not given is left out, so that it does not overwrite what is there. */
export const meterChangeOf = ({ accountNumber, modelCode, ...keyData }: MeterChangeBody): MeterChange => ({
  keyData: present(keyData),
  ...present({ accountNumber, modelCode }),
});

export const meterToApi = ({ keyData, accountNumber, modelCode, warnings, createdAt, changedAt, ...meter }: WarnedMeter): MeterAnswer => ({
  meterId: meter.meterId,
  meterNumber: meter.meterNumber,
  meterPan: meter.meterPan,
  manufacturerCode: meter.manufacturerCode,
  commodity: meter.commodity,
  ...keyData,
  ...present({ accountNumber, modelCode, warnings: warnings.length > 0 ? [...warnings] : undefined }),
  createdAt: createdAt.toISOString(),
  changedAt: changedAt.toISOString(),
});
