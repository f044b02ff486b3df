import type { EventData } from '@openprepay/contracts/event';
import type { AccountPaid } from '@openprepay/contracts/vendor-money';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import { addTo, type MoneyMinor } from '@openprepay/quantities';
import type { DebtRepository } from '../debts/debt.repository.js';
import type { ReturnSettlements } from '../debts/return-settlements.js';
import type { JournalRepository } from '../ledger/journal.repository.js';
import { accountPaymentEntry, accountPaymentReference } from './account-payment-entry.js';

type Payment = EventData<typeof AccountPaid>;

/** Books debts that were paid at vendors, as what a vend recovers of them is. A payment that is booked already changes nothing. */
export class BookAccountPayments {
  constructor(
    private readonly journal: JournalRepository,
    private readonly debts: DebtRepository,
    private readonly returnSettlements: ReturnSettlements,
    private readonly clock: Clock,
  ) {}

  /** @throws {BillingError} `billing.entry_unbalanced`, `billing.debt_unknown`, `billing.debt_overrecovered` */
  async execute(tx: Tx, paid: readonly Payment[]): Promise<void> {
    // One payment may come twice in one batch, under two event ids: it is one payment all the same.
    const payments = [...new Map(paid.map((payment) => [payment.paymentId, payment])).values()];
    const booked = await this.journal.post(
      tx,
      payments.map((payment) => accountPaymentEntry(payment, this.clock.newId())),
    );
    const fresh = payments.filter((payment) => booked.has(accountPaymentReference(payment)));
    const givenBack = await this.debts.addRecovered(tx, recoveredBy(fresh));
    await this.returnSettlements.execute(
      tx,
      givenBack.map((debt) => ({ ...debt, cause: payerOf(debt.debtId, fresh) })),
    );
  }
}

/** The reference of the last payment that paid of a debt. */
const payerOf = (paidDebtId: string, payments: readonly Payment[]): string =>
  accountPaymentReference(payments.findLast(({ debts }) => debts.some(({ debtId }) => debtId === paidDebtId))!);

/** What payments paid, by debt. */
export function recoveredBy(payments: readonly Payment[]): ReadonlyMap<string, MoneyMinor> {
  const recovered = new Map<string, MoneyMinor>();
  for (const { debtId, amountMinor } of payments.flatMap(({ debts }) => debts)) addTo(recovered, debtId, amountMinor);
  return recovered;
}
