import type { JournalEntryAnswer, LedgerAnswer, TrialBalanceAnswer } from '@openprepay/contracts/http/billing-ledger';
import { present } from '@openprepay/contracts/present';
import { mapPage } from '@openprepay/persistence/page';
import { formatMoney } from '@openprepay/quantities';
import type { BookedEntry } from './journal-entry.js';
import type { Ledger } from './read-ledger.js';
import type { TrialBalance } from './trial-balance.js';

export const journalEntryToApi = ({
  id,
  number,
  at,
  postedAt,
  period,
  reference,
  currency,
  accountNumber,
  lines,
}: BookedEntry): JournalEntryAnswer =>
  present({
    entryId: id,
    number,
    at: at.toISOString(),
    postedAt: postedAt.toISOString(),
    period,
    reference,
    currency,
    accountNumber,
    lines: lines.map(({ account, amountMinor }) => ({ account, amount: formatMoney(amountMinor, currency) })),
  });

export const ledgerToApi = ({ currency, balanceMinor, entries }: Ledger): LedgerAnswer => ({
  currency,
  balance: formatMoney(balanceMinor, currency),
  ...mapPage(entries, journalEntryToApi),
});

export const trialBalanceToApi = ({ accounts, ...trialBalance }: TrialBalance): TrialBalanceAnswer => ({
  ...trialBalance,
  accounts: accounts.map(({ account, currency, debitMinor, creditMinor }) => ({
    account,
    currency,
    debit: formatMoney(debitMinor, currency),
    credit: formatMoney(creditMinor, currency),
  })),
});
