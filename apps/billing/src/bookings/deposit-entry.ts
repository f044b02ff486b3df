import type { EventData } from '@openprepay/contracts/event';
import type { VendorDeposited } from '@openprepay/contracts/vending';
import { negate } from '@openprepay/quantities';
import { balancedLines, type JournalEntry } from '../ledger/journal-entry.js';
import { ledgerAccounts } from '../ledger/ledger-accounts.js';

type Deposit = EventData<typeof VendorDeposited>;

/** Money in the bank, and as much owed to the vendor. */
export const depositEntry = (deposit: Deposit, entryId: string): JournalEntry => ({
  id: entryId,
  reference: `deposit:${deposit.depositId}`,
  currency: deposit.currency,
  lines: balancedLines(
    [
      { account: ledgerAccounts.bank(), amountMinor: deposit.amountMinor },
      { account: ledgerAccounts.vendorFloat(deposit.vendorId), amountMinor: negate(deposit.amountMinor) },
    ],
    deposit.currency,
  ),
  at: deposit.depositedAt,
});
