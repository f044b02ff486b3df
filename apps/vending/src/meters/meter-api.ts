import type { MeterAnswer, MeterChangeBody, NewMeterBody } from '@openprepay/contracts/http/vending-meters';
import { present } from '@openprepay/contracts/present';
import type { MeterChange, NewMeter, WarnedMeter } from './meter.js';

export const newMeterOf = ({ meterNumber, commodity, accountNumber, modelCode, networkNode, ...keyData }: NewMeterBody): NewMeter => ({
  meterNumber,
  commodity,
  accountNumber,
  modelCode,
  networkNode,
  keyData,
});

/** What was not given is left out, so that it does not overwrite what is there. */
export const meterChangeOf = ({ accountNumber, modelCode, networkNode, ...keyData }: MeterChangeBody): MeterChange => ({
  keyData: present(keyData),
  ...present({ accountNumber, modelCode, networkNode }),
});

export const meterToApi = ({
  keyData,
  accountNumber,
  modelCode,
  networkNode,
  replaces,
  replacedBy,
  warnings,
  createdAt,
  changedAt,
  ...meter
}: WarnedMeter): MeterAnswer => ({
  meterId: meter.meterId,
  meterNumber: meter.meterNumber,
  meterPan: meter.meterPan,
  manufacturerCode: meter.manufacturerCode,
  commodity: meter.commodity,
  ...keyData,
  ...present({ accountNumber, modelCode, networkNode, replaces, replacedBy, warnings: warnings.length > 0 ? [...warnings] : undefined }),
  createdAt: createdAt.toISOString(),
  changedAt: changedAt.toISOString(),
});
