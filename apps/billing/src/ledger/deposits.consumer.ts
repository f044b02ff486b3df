import { VendorDeposited } from '@openprepay/contracts/vending';
import { consumeBatch } from '@openprepay/messaging/consume';
import type { Clock } from '@openprepay/persistence/clock';
import { bookDeposit } from './book-deposit.js';
import type { JournalRepository } from './journal.repository.js';

/** Books the money that vendors paid in. */
export const bookVendorDeposits = (journal: JournalRepository, clock: Clock) =>
  consumeBatch(VendorDeposited, { group: 'billing.book-deposits' }, async (events, tx) => {
    await journal.post(
      tx,
      events.map((event) => bookDeposit(event.data, clock.newId())),
    );
  });
