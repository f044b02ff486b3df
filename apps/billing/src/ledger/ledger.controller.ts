import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import type { Principal } from '@openprepay/contracts/identity';
import { accountNumber } from '@openprepay/contracts/wire';
import { decodeCursor, DEFAULT_PAGE, encodeCursor, MAX_PAGE, page } from '@openprepay/persistence/page';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { formatMoney } from '@openprepay/quantities';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, valid } from '@openprepay/runtime/endpoint';
import { z } from 'zod';
import { AccountRepository } from '../accounts/account.repository.js';
import type { JournalEntry } from './journal-entry.js';
import { type EntryFilter, JournalRepository } from './journal.repository.js';
import { ledgerAccounts } from './ledger-accounts.js';
import { isBalanced } from './trial-balance.js';

const entryAnswer = z.object({
  entryId: z.uuid(),
  at: z.string(),
  reference: z.string(),
  currency: z.string(),
  accountNumber: z.string().optional(),
  lines: z.array(z.object({ account: z.string(), amount: z.string() })),
});
const entryPage = z.object({ items: z.array(entryAnswer), nextCursor: z.string().optional() });
/** `balance` is what the customer owes: debts charged less what has been recovered of them. */
const ledgerAnswer = entryPage.extend({ currency: z.string(), balance: z.string() });
const trialBalanceAnswer = z.object({
  balanced: z.boolean(),
  entries: z.int().nonnegative(),
  accounts: z.array(z.object({ account: z.string(), currency: z.string(), debit: z.string(), credit: z.string() })),
});

const pageQuery = z.strictObject({
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(DEFAULT_PAGE),
});
const entriesQuery = pageQuery.extend({ reference: z.string().min(1).max(200).optional() });
const cursorValues = z.tuple([z.uuid()]);

@Controller('v1')
export class LedgerController {
  constructor(
    @Inject(JournalRepository) private readonly journal: JournalRepository,
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
  ) {}

  @Get('accounts/:accountNumber/ledger')
  @Endpoint({ summary: 'Read an account’s ledger, oldest entry first', roles: ['clerk', 'operator'], answers: { 200: ledgerAnswer } })
  async ledger(
    @Caller() { utility }: Principal,
    @Param('accountNumber', valid(accountNumber)) number: string,
    @Query(valid(pageQuery)) query: z.output<typeof pageQuery>,
  ): Promise<z.output<typeof ledgerAnswer>> {
    return this.unitOfWork.run(utility, async (tx) => {
      const { currency } = await this.accounts.require(tx, number);
      const balance = await this.journal.balance(tx, ledgerAccounts.customer(number), currency);
      const entries = await this.journal.list(tx, { accountNumber: number, ...window(query) });
      return { currency, balance: formatMoney(balance, currency), ...toPage(entries, query.limit) };
    });
  }

  @Get('journal-entries')
  @Endpoint({ summary: 'List journal entries, oldest first', roles: ['clerk'], answers: { 200: entryPage } })
  async entries(
    @Caller() { utility }: Principal,
    @Query(valid(entriesQuery)) { reference, ...query }: z.output<typeof entriesQuery>,
  ): Promise<z.output<typeof entryPage>> {
    const entries = await this.unitOfWork.run(utility, (tx) =>
      this.journal.list(tx, { ...(reference === undefined ? {} : { reference }), ...window(query) }),
    );
    return toPage(entries, query.limit);
  }

  @Get('trial-balance')
  @Endpoint({ summary: 'Add up every ledger account', roles: ['clerk'], answers: { 200: trialBalanceAnswer } })
  async trialBalance(@Caller() { utility }: Principal): Promise<z.output<typeof trialBalanceAnswer>> {
    const { entries, accounts } = await this.unitOfWork.run(utility, (tx) => this.journal.totals(tx));
    return {
      balanced: isBalanced(accounts),
      entries,
      accounts: accounts.map(({ account, currency, debitMinor, creditMinor }) => ({
        account,
        currency,
        debit: formatMoney(debitMinor, currency),
        credit: formatMoney(creditMinor, currency),
      })),
    };
  }
}

function window({ cursor, limit }: z.output<typeof pageQuery>): Pick<EntryFilter, 'after' | 'limit'> {
  const [after] = cursor === undefined ? [undefined] : decodeCursor(cursor, cursorValues);
  return { limit: limit + 1, ...(after === undefined ? {} : { after }) };
}

function toPage(entries: readonly JournalEntry[], limit: number): z.output<typeof entryPage> {
  const { items, nextCursor } = page(entries, limit, (last) => encodeCursor([last.id]));
  return { items: items.map(toApi), ...(nextCursor === undefined ? {} : { nextCursor }) };
}

const toApi = (entry: JournalEntry): z.output<typeof entryAnswer> => ({
  entryId: entry.id,
  at: entry.at.toISOString(),
  reference: entry.reference,
  currency: entry.currency,
  ...(entry.accountNumber === undefined ? {} : { accountNumber: entry.accountNumber }),
  lines: entry.lines.map(({ account, amountMinor }) => ({ account, amount: formatMoney(amountMinor, entry.currency) })),
});
