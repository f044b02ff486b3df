import { BASE_DATES } from '@openprepay/sts';
import { z } from 'zod';
import { managementValue, tokenKinds } from './key-management.js';
import { closedEnum } from './open-enum.js';
import * as wire from './wire.js';

const NO_TOKEN = 'no token can be made for the meter';

/** What is asked of the vault. `requestId` is the vend's or the order's id: the vault answers once per request, whatever repeats. */
export const tokenRequest = wire.meterKeyData.extend({
  encryptionAlgorithm: closedEnum(wire.encryptionAlgorithm.options, NO_TOKEN),
  decoderKeyAlgorithm: closedEnum(wire.decoderKeyAlgorithm.options, NO_TOKEN),
  baseDate: closedEnum(BASE_DATES, NO_TOKEN),
  requestId: z.uuid(),
  tokens: z
    .array(
      z.object({
        kind: closedEnum(tokenKinds, 'the vault makes nothing that it does not know'),
        commodity: closedEnum(wire.commodity.options, 'the vault makes nothing that it does not know'),
        amountTenths: wire.creditTenths,
        /** Of a management token; its amount is 0, its commodity the meter's. */
        value: managementValue.optional(),
      }),
    )
    .min(1)
    .max(20),
});

/** All that a meter's key depends on. */
export const changingKey = z.object({
  supplyGroupCode: wire.supplyGroupCode,
  keyType: wire.keyType,
  keyRevision: wire.keyRevision,
  tariffIndex: wire.tariffIndex,
  encryptionAlgorithm: closedEnum(wire.encryptionAlgorithm.options, NO_TOKEN),
  decoderKeyAlgorithm: closedEnum(wire.decoderKeyAlgorithm.options, NO_TOKEN),
  baseDate: closedEnum(BASE_DATES, NO_TOKEN),
});
