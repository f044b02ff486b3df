import type { EventData } from '@openprepay/contracts/event';
import type { VendorWithdrew } from '@openprepay/contracts/vendor-money';
import { negate } from '@openprepay/quantities';
import { balancedLines, type JournalEntry } from '../ledger/journal-entry.js';
import { ledgerAccounts } from '../ledger/ledger-accounts.js';

type Withdrawal = EventData<typeof VendorWithdrew>;

/** What withdrawals are booked under begins with it: the comparison of floats knows them by it. */
export const WITHDRAWAL = 'withdrawal:';

/** Money out of the bank, and as much less owed to the vendor. */
export const withdrawalEntry = (withdrawal: Withdrawal, entryId: string): JournalEntry => ({
  id: entryId,
  reference: `${WITHDRAWAL}${withdrawal.withdrawalId}`,
  currency: withdrawal.currency,
  lines: balancedLines(
    [
      { account: ledgerAccounts.vendorFloat(withdrawal.vendorId), amountMinor: withdrawal.amountMinor },
      { account: ledgerAccounts.bank(), amountMinor: negate(withdrawal.amountMinor) },
    ],
    withdrawal.currency,
  ),
  at: withdrawal.withdrawnAt,
});
