import { baseDate, decoderKeyAlgorithm, keyExpiry, keyRevision, supplyGroupCode } from '@openprepay/contracts/wire';
import { z } from 'zod';
import type { ComponentEntered } from './enter-component.js';
import type { VendingKeyView } from './read-vending-keys.js';
import { MAX_COMPONENTS, MIN_COMPONENTS, vendingKeyStates } from './vending-key.js';

/** More digits than any key has; what is too long for its own key gets a code that says so. */
const MAX_COMPONENT_DIGITS = 128;

/** Default, unique or common; 0 is a meter's initial key, which no vending key makes. */
export const vendingKeyType = z.union([z.literal(1), z.literal(2), z.literal(3)]);

/** What opens a key: how many custodians will enter a part, or that the vault makes it itself. */
export const newVendingKey = z
  .object({
    keyType: vendingKeyType,
    keyRevision,
    keyExpiry,
    baseDate,
    decoderKeyAlgorithm,
    components: z.int().min(MIN_COMPONENTS).max(MAX_COMPONENTS).optional(),
    generate: z.boolean().default(false),
  })
  .refine(({ components, generate }) => generate !== (components !== undefined), {
    message: 'say either how many components, or generate: true',
    path: ['components'],
  });

// Unknown fields are left alone rather than named in an error: whatever a custodian mistypes may be key material.
export const newComponent = z.object({ component: z.string().trim().max(MAX_COMPONENT_DIGITS) });

export const vendingKeyAnswer = z.object({
  vendingKeyId: z.uuid(),
  supplyGroupCode,
  keyType: vendingKeyType,
  keyRevision,
  keyExpiry,
  baseDate,
  decoderKeyAlgorithm,
  state: z.enum(vendingKeyStates),
  kcv: z.string().optional(),
  componentsEntered: z.int(),
  componentsExpected: z.int(),
  createdAt: z.iso.datetime(),
  activatedAt: z.iso.datetime().optional(),
  changedAt: z.iso.datetime(),
});

export const componentAnswer = vendingKeyAnswer.extend({
  componentKcv: z.string().describe('check value of the component that was entered, for comparing with the paper'),
});

/** A key as callers see it: of its value the check value alone. */
export const toVendingKeyAnswer = ({ key, componentsEntered }: VendingKeyView): z.output<typeof vendingKeyAnswer> => ({
  vendingKeyId: key.id,
  supplyGroupCode: key.supplyGroupCode,
  keyType: key.keyType,
  keyRevision: key.keyRevision,
  keyExpiry: key.keyExpiry,
  baseDate: key.baseDate,
  decoderKeyAlgorithm: key.decoderKeyAlgorithm,
  state: key.state,
  ...(key.kcv === undefined ? {} : { kcv: key.kcv }),
  componentsEntered,
  componentsExpected: key.componentsExpected,
  createdAt: key.createdAt.toISOString(),
  ...(key.activatedAt === undefined ? {} : { activatedAt: key.activatedAt.toISOString() }),
  changedAt: key.changedAt.toISOString(),
});

export const toComponentAnswer = (entered: ComponentEntered): z.output<typeof componentAnswer> => ({
  ...toVendingKeyAnswer(entered),
  componentKcv: entered.componentKcv,
});
