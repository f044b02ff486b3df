import { z } from 'zod';
import { accountNumber } from '../wire.js';
import { endpoint, type Wire } from './endpoint.js';
import { MAX_PAGE, pageAnswer, pageQuery } from './page.js';
import { oneLine } from './text.js';

const MAX_REFERENCE_LENGTH = 200;

const clerk = { roles: ['clerk'] } as const;
const ofAccount = z.object({ accountNumber });

/** A month from 1970 on. */
export const accountingPeriod = z
  .string()
  .regex(/^(19[7-9]\d|[2-9]\d{3})-(0[1-9]|1[0-2])$/, 'a month, as 2026-11')
  .describe('a month of the utility’s time zone, as 2026-11');

const journalEntry = z
  .object({
    entryId: z.uuid(),
    number: z.int().describe('1, 2, 3, … of the utility without a gap, in the order in which entries were committed'),
    at: z.iso.datetime().describe('when what it books happened'),
    postedAt: z.iso.datetime().describe('when it was stored'),
    period: z.string().describe('the accounting period that it is booked in: the month of `at`, or the first after it that was open'),
    reference: z.string(),
    currency: z.string(),
    accountNumber: z.string().optional(),
    lines: z.array(z.object({ account: z.string(), amount: z.string().describe('debits above zero, credits below') })),
  })
  .meta({ id: 'JournalEntry' });
export type JournalEntryAnswer = Wire<typeof journalEntry>;

const ledger = pageAnswer(journalEntry).extend({
  currency: z.string(),
  balance: z.string().describe('what the customer owes: debts charged less what was recovered and paid; credit below zero'),
});
export type LedgerAnswer = Wire<typeof ledger>;

const subLedger = z.enum(['customer']);
export type SubLedger = z.output<typeof subLedger>;

const trialBalance = z
  .object({
    balanced: z.boolean().describe('of all ledger accounts, whatever the page'),
    entries: z.int().nonnegative(),
    accounts: z
      .array(z.object({ account: z.string(), currency: z.string(), debit: z.string(), credit: z.string() }))
      .max(MAX_PAGE)
      .describe('by name; customers stand in it as one account, `customer:*`, and by themselves in their sub-ledger'),
    nextCursor: z.string().optional(),
  })
  .meta({ id: 'TrialBalance' });
export type TrialBalanceAnswer = Wire<typeof trialBalance>;

const period = z.object({
  period: accountingPeriod,
  state: z.enum(['open', 'closed']),
  timeZone: z.string(),
  startsAt: z.iso.datetime(),
  endsAt: z.iso.datetime().describe('the first instant after it'),
  entries: z.int().nonnegative().describe('booked in it'),
  lastNumber: z.int().nonnegative().optional().describe('of the journal’s last entry when it was closed'),
  closedAt: z.iso.datetime().optional(),
  closedBy: z.string().optional(),
});
const periodSummary = period.meta({ id: 'AccountingPeriod' });
export type PeriodAnswer = Wire<typeof periodSummary>;

const periodTotals = period
  .extend({
    accounts: z
      .array(
        z.object({
          account: z.string(),
          currency: z.string(),
          debit: z.string().describe('of the period'),
          credit: z.string().describe('of the period'),
          balance: z.string().describe('at its end, debit above zero'),
        }),
      )
      .max(MAX_PAGE)
      .describe('the general ledger; of a closed period as it was written down at the closing'),
    nextCursor: z.string().optional(),
  })
  .meta({ id: 'AccountingPeriodTotals' });
export type PeriodTotalsAnswer = Wire<typeof periodTotals>;

export const ledgerErrors = {
  'billing.period_closed': 409,
  'billing.period_not_over': 409,
  'billing.period_not_next': 409,
} as const;

const trialBalanceQuery = pageQuery({
  limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(MAX_PAGE),
  period: accountingPeriod.optional().describe('what was booked in this one alone'),
  asOf: accountingPeriod.optional().describe('what was booked up to the end of this one'),
  subLedger: subLedger.optional().describe('the accounts that one of the general ledger sums up, in its place'),
}).refine(({ period: only, asOf }) => only === undefined || asOf === undefined, 'either of one period, or as of its end');

export const ledgerEndpoints = {
  readLedger: endpoint({
    method: 'GET',
    path: '/v1/accounts/:accountNumber/ledger',
    summary: 'Read an account’s ledger by the numbers of its entries',
    tag: 'Ledger',
    access: { roles: ['clerk', 'operator'] },
    params: ofAccount,
    query: pageQuery({}),
    answers: { 200: ledger },
    errors: ['billing.account_unknown'],
  }),
  listJournalEntries: endpoint({
    method: 'GET',
    path: '/v1/journal-entries',
    summary: 'List journal entries by number; whoever goes on after the last one that he has misses none. Or the newest first',
    tag: 'Ledger',
    access: clerk,
    query: pageQuery({
      reference: oneLine(MAX_REFERENCE_LENGTH).optional(),
      accountNumber: accountNumber.optional().describe('entries of this customer account'),
      period: accountingPeriod.optional().describe('booked in this one'),
      order: z.enum(['number', 'newest']).default('number'),
      afterNumber: z.coerce
        .number()
        .int()
        .nonnegative()
        .optional()
        .describe('entries of a higher number only; by number a cursor counts more'),
    }),
    answers: { 200: pageAnswer(journalEntry) },
  }),
  readTrialBalance: endpoint({
    method: 'GET',
    path: '/v1/trial-balance',
    summary: 'The balances of the ledger’s accounts: of all time, of one period, or as of its end',
    tag: 'Ledger',
    access: clerk,
    query: trialBalanceQuery,
    answers: { 200: trialBalance },
  }),
  listPeriods: endpoint({
    method: 'GET',
    path: '/v1/periods',
    summary: 'List the accounting periods that have entries or are closed, the latest first',
    tag: 'Ledger',
    access: clerk,
    query: pageQuery({}),
    answers: { 200: pageAnswer(periodSummary) },
  }),
  readPeriod: endpoint({
    method: 'GET',
    path: '/v1/periods/:period',
    summary: 'Read an accounting period with its totals',
    tag: 'Ledger',
    access: clerk,
    params: z.object({ period: accountingPeriod }),
    query: pageQuery({}),
    answers: { 200: periodTotals },
  }),
  closePeriod: endpoint({
    method: 'POST',
    path: '/v1/periods/:period/close',
    summary: 'Close an accounting period for good, once it is over and the one before it is closed',
    tag: 'Ledger',
    access: clerk,
    params: z.object({ period: accountingPeriod }),
    answers: { 200: periodSummary },
    errors: ['billing.period_closed', 'billing.period_not_over', 'billing.period_not_next'],
  }),
} as const;
