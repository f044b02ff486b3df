import { z } from 'zod';
import { currency, instant } from '../wire.js';
import { endpoint, type Wire } from './endpoint.js';
import { amountText } from './vending-values.js';

/** A range is no longer than this: as many rows as any list answers at most. */
export const MAX_SALES_HOURS = 500;
export const MAX_SALES_DAYS = 500;

const sales = z
  .object({
    start: z.iso.datetime().describe('when the hour, or the day in the utility’s time zone, begins'),
    vends: z.int(),
    demo: z.literal(true).optional().describe('some of it is of a demonstration: nobody sold it, and neither vends nor books have it'),
    money: z.array(z.object({ currency, amount: amountText })),
    units: z.array(z.object({ commodity: z.string(), value: z.string(), unit: z.string() })),
  })
  .meta({ id: 'Sales', description: 'vends completed in an hour or a day; one in which nothing was sold is left out' });
export type SalesAnswer = Wire<typeof sales>;

export const salesEndpoints = {
  listSales: endpoint({
    method: 'GET',
    path: '/v1/sales',
    summary: 'What was sold by hour or by day, in order; read from sums that are kept as vends complete',
    tag: 'Sales',
    access: { roles: ['operator', 'clerk', 'engineer'] },
    query: z.strictObject({
      by: z.enum(['hour', 'day']),
      from: instant,
      to: instant.describe('exclusive'),
    }),
    answers: { 200: z.object({ items: z.array(sales).max(MAX_SALES_HOURS) }) },
    errors: ['vending.sales_range_invalid'],
  }),
} as const;
