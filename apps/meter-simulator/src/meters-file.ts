import * as wire from '@openprepay/contracts/wire';
import { z } from 'zod';

const MAX_METERS = 100_000;
const MAX_INTERVAL_MS = 86_400_000;
const MAX_CLOCK_SCALE = 100_000;
const MAX_RATE = 100_000;
const MAX_HISTORY_DAYS = 60;

const hex = z.string().regex(/^(?:[0-9a-fA-F]{2}){8,32}$/, 'hexadecimal, 8 to 32 octets');

/** What a meter can be told to do wrong. */
export const misbehaviour = z.enum([
  'duplicates',
  'late',
  'reset-register',
  'malformed',
  'not-a-number',
  'foreign-topic',
  'clock-skew',
  'drop-result',
]);
export type Misbehaviour = z.output<typeof misbehaviour>;

const meter = z
  .object({
    meterNumber: wire.meterNumber,
    password: z.string().min(1),
    commodity: wire.commodity.default('electricity'),
    /** What a manufacturer would have burnt in; else it is derived from the vending key, as at manufacture. */
    decoderKey: hex.optional(),
    vendingKey: hex.optional(),
    supplyGroupCode: wire.supplyGroupCode,
    keyType: wire.keyType,
    keyRevision: wire.keyRevision,
    keyExpiry: wire.keyExpiry.optional(),
    tariffIndex: wire.tariffIndex,
    encryptionAlgorithm: wire.encryptionAlgorithm,
    decoderKeyAlgorithm: wire.decoderKeyAlgorithm,
    baseDate: wire.baseDate,
    /** No token issued before this is ever accepted. */
    manufacturedAt: wire.instant.optional(),
    /** Credit that it comes with, in tenths of its unit. */
    initialCreditTenths: z.coerce.bigint().nonnegative().default(0n),
    /** Mean consumption, in thousandths of the unit per hour (W for electricity); drawn from the seed unless given. */
    ratePerHour: z.int().nonnegative().max(MAX_RATE).optional(),
    misbehave: z.array(misbehaviour).default([]),
    /** What happened to it before it was first switched on here. */
    past: z
      .array(
        z.strictObject({
          kind: z.enum(['tamper', 'cover-open', 'credit-low']),
          hoursAgo: z
            .int()
            .min(0)
            .max(24 * MAX_HISTORY_DAYS),
        }),
      )
      .default([]),
  })
  .refine(
    ({ decoderKey, vendingKey }) => (decoderKey === undefined) !== (vendingKey === undefined),
    'give either decoderKey or vendingKey',
  );
export type MeterDescription = z.output<typeof meter>;

export const metersFile = z.object({
  readingIntervalMs: z.int().min(10).max(MAX_INTERVAL_MS).default(15_000),
  /** Consumption runs this many times faster than time. */
  clockScale: z.int().min(1).max(MAX_CLOCK_SCALE).default(60),
  /** The same seed, the same loads. */
  seed: z.int().nonnegative().default(1),
  /** A meter that is new here comes with hourly readings of so many days, which it reports when it first connects. */
  historyDays: z.int().min(0).max(MAX_HISTORY_DAYS).default(0),
  meters: z.array(meter).max(MAX_METERS),
});
export type FleetDescription = z.output<typeof metersFile>;

/** @throws {Error} naming what is wrong; values are not repeated, they hold keys and passwords */
export function parseMetersFile(text: string): FleetDescription {
  const parsed = metersFile.safeParse(JSON.parse(text), { reportInput: false });
  if (!parsed.success) throw new Error(`the meters file is not usable:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
