import { negate } from '@openprepay/quantities';
import { balancedLines, type JournalEntry } from '../ledger/journal-entry.js';
import { ledgerAccounts } from '../ledger/ledger-accounts.js';
import type { Debt } from './debt.js';

/** A debt when it is charged: the customer owes it, and it is to be recovered. */
export const debtEntry = (debt: Debt, entryId: string): JournalEntry => ({
  id: entryId,
  reference: `debt:${debt.id}`,
  currency: debt.currency,
  accountNumber: debt.accountNumber,
  lines: balancedLines(
    [
      { account: ledgerAccounts.customer(debt.accountNumber), amountMinor: debt.chargedMinor },
      { account: ledgerAccounts.debtsTakenOver(debt.code), amountMinor: negate(debt.chargedMinor) },
    ],
    debt.currency,
  ),
  at: debt.incurredAt,
});
