import { VendCompleted } from '@openprepay/contracts/vending';
import { consumeBatch } from '@openprepay/messaging/consume';
import type { Clock } from '@openprepay/persistence/clock';
import { addTo, type MoneyMinor } from '@openprepay/quantities';
import type { DebtRepository } from '../debts/debt.repository.js';
import { bookVend } from './book-vend.js';
import type { JournalRepository } from './journal.repository.js';

/** Books completed vends and counts what they recovered of debts. A vend that is booked already changes nothing. */
export const bookCompletedVends = (journal: JournalRepository, debts: DebtRepository, clock: Clock) =>
  consumeBatch(VendCompleted, { group: 'billing.book-vends' }, async (events, tx) => {
    // One vend may come twice in one batch, under two event ids: it is one vend all the same.
    const vends = [...new Map(events.map(({ data }) => [data.vendId, data])).values()];
    const booked = await journal.post(
      tx,
      vends.map((vend) => bookVend(vend, clock.newId())),
    );

    const recovered = new Map<string, MoneyMinor>();
    for (const { vendId, lines } of vends) {
      if (!booked.has(`vend:${vendId}`)) continue;
      for (const { debtId, amountMinor } of lines) {
        if (debtId !== undefined) addTo(recovered, debtId, amountMinor);
      }
    }
    await debts.addRecovered(tx, recovered);
  });
