import { z } from 'zod';
import { writtenAmount } from './vending-values.js';

export const commissionKinds = ['credit', 'debt', 'free-basic'] as const;
export type CommissionKind = (typeof commissionKinds)[number];

const percent = z
  .string()
  .regex(/^\d{1,3}(\.\d{1,4})?$/, 'a decimal with at most four decimals')
  .describe('of the money of its kind, at most 100; what is less than a smallest unit of money is left with the utility');

export const commissionRule = z
  .union([
    z.strictObject({ kind: z.enum(['credit', 'debt']), percent }),
    z.strictObject({ kind: z.enum(commissionKinds), perVend: writtenAmount }),
  ])
  .meta({
    id: 'CommissionRule',
    description:
      'credit: what of a sale’s money is no debt, taxes included; debt: what it recovers of debts; free-basic: a sale of free units, ' +
      'per vend alone. All of them together are no more than a sale’s money; a payment of debts without a sale earns so much per vend ' +
      'only where it clears one',
  });
