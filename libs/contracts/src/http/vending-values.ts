import { z } from 'zod';
import { currency, unit } from '../wire.js';
import { writtenMeterNumber } from './written-meter-number.js';

const MAX_WRITTEN_AMOUNT = 64;

export const meterNumberText = writtenMeterNumber('vending.meter_number_invalid');

/** What an amount may look like; what it may be is said with a code of its own. JSON numbers are refused: a float is no money. */
export const writtenAmount = z
  .string()
  .min(1)
  .max(MAX_WRITTEN_AMOUNT)
  .describe('a decimal with at most the decimals of its currency, "100.00". Else vending.amount_invalid');

export const writtenUnits = z
  .string()
  .min(1)
  .max(MAX_WRITTEN_AMOUNT)
  .describe('a decimal above zero with at most one decimal, "50". Else vending.units_invalid');

/** Units that somebody gives: `"12.3"` of what the meter counts, or with their unit. */
export const givenUnits = z.union([writtenUnits, z.strictObject({ value: writtenUnits, unit })]);

export const amountText = z.string().describe('a decimal with the decimals of the currency');

/** Money and its currency, as answers have it. */
export const tender = z.object({ amount: amountText, currency });

/** Units of what the meter sells. */
export const units = z.object({ value: z.string(), unit });

/** Says that the answer is the outcome of an earlier request with the same key or reference. */
export const replayedHeader = { 'idempotency-replayed': z.literal('true').optional() };
