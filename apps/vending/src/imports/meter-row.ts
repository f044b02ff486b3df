import { meterNumberText } from '@openprepay/contracts/http/vending-values';
import * as wire from '@openprepay/contracts/wire';
import { z } from 'zod';
import type { NewMeter } from '../meters/meter.js';

/** Of a dispenser's own meters, whose keys are unique. */
const KEY_TYPE = 2;

/** A row of a file of meters, by its columns. */
export const meterRow = z.object({
  meterNumber: meterNumberText,
  supplyGroupCode: wire.supplyGroupCode,
  keyRevision: z.coerce.number().pipe(wire.keyRevision),
  tariffIndex: wire.tariffIndex,
  encryptionAlgorithm: wire.encryptionAlgorithm,
  decoderKeyAlgorithm: wire.decoderKeyAlgorithm,
  baseDate: z.coerce.number().pipe(wire.baseDate),
  commodity: wire.commodity,
  accountNumber: wire.accountNumber.optional(),
  modelCode: wire.shortCode.optional(),
  networkNode: wire.shortCode.optional(),
});
export type MeterRowCells = z.output<typeof meterRow>;

export const newMeterOfRow = (row: MeterRowCells): NewMeter => {
  const { meterNumber, commodity, accountNumber, modelCode, networkNode, ...keyData } = row;
  return { meterNumber, commodity, accountNumber, modelCode, networkNode, keyData: { ...keyData, keyType: KEY_TYPE } };
};
