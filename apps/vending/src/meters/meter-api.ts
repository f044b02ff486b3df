import { present } from '@openprepay/contracts/present';
import * as wire from '@openprepay/contracts/wire';
import { DEFAULT_PAGE, MAX_PAGE } from '@openprepay/contracts/http/page';
import { z } from 'zod';
import type { Meter, MeterChange, NewMeter } from './meter.js';

/** As printed on a label: spaces and dashes between the digits are allowed. Whether it is a number is said with a code of its own. */
const MAX_WRITTEN_NUMBER = 32;
export const writtenMeterNumber = z.string().min(1).max(MAX_WRITTEN_NUMBER);

/** A decoder key for a dispenser's own meter: unique to it. */
const DEFAULT_KEY_TYPE = 2;

const keyData = {
  supplyGroupCode: wire.supplyGroupCode,
  keyRevision: wire.keyRevision,
  tariffIndex: wire.tariffIndex,
  encryptionAlgorithm: wire.encryptionAlgorithm,
  decoderKeyAlgorithm: wire.decoderKeyAlgorithm,
  baseDate: wire.baseDate,
};

export const meterBody = z.strictObject({
  meterNumber: writtenMeterNumber,
  ...keyData,
  keyType: wire.keyType.default(DEFAULT_KEY_TYPE),
  commodity: wire.commodity,
  accountNumber: wire.accountNumber.optional(),
});

export const meterChangeBody = z
  .strictObject({ ...keyData, keyType: wire.keyType, accountNumber: wire.accountNumber.nullable() })
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'nothing to change');

export const meterListQuery = z.object({
  cursor: z.string().max(1_024).optional(),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(DEFAULT_PAGE),
  accountNumber: wire.accountNumber.optional(),
});

export const meterAnswer = wire.meterKeyData.extend({
  meterId: z.uuid(),
  manufacturerCode: z.string(),
  commodity: wire.commodity,
  accountNumber: wire.accountNumber.optional(),
  createdAt: z.iso.datetime(),
  changedAt: z.iso.datetime(),
});
export const meterPage = z.object({ items: z.array(meterAnswer), nextCursor: z.string().optional() });

export const newMeterOf = ({ meterNumber, commodity, accountNumber, ...data }: z.output<typeof meterBody>): NewMeter => ({
  meterNumber,
  commodity,
  accountNumber,
  keyData: data,
});

/** What was not given is left out, so that it does not overwrite what is there. */
export function meterChangeOf({ accountNumber, ...data }: z.output<typeof meterChangeBody>): MeterChange {
  return { keyData: present(data), ...present({ accountNumber }) };
}

export const meterToApi = ({ keyData: data, supplyId: _supplyId, createdAt, changedAt, ...meter }: Meter): z.input<typeof meterAnswer> => ({
  ...meter,
  ...data,
  createdAt: createdAt.toISOString(),
  changedAt: changedAt.toISOString(),
});
