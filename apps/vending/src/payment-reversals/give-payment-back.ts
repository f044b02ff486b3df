import type { Tx } from '@openprepay/persistence/tx';
import { moneyMinor, negate } from '@openprepay/quantities';
import type { AccountPayment } from '../account-payments/account-payment.js';
import { earnedBy } from '../commissions/commission.js';
import type { DebtRepository } from '../pricing/debt.repository.js';
import { VendingError } from '../vending-error.js';
import type { FloatRepository } from '../vendors/float.repository.js';
import type { Income } from '../vendors/movement.js';

/** Gives back what a payment of debts did: its debts are owed again, and the money is in the float again, less what it had earned. */
export class GivePaymentBack {
  constructor(
    private readonly debts: DebtRepository,
    private readonly floats: FloatRepository,
  ) {}

  /**
   * Not safe to repeat: once per payment is up to the caller, though a float refuses a second time.
   * @throws {VendingError} `vending.vendor_float_insufficient` where it had earned more than it had cost, and that has been spent
   */
  async execute(tx: Tx, { paymentId: causeId, vendorId, accountNumber, ...payment }: AccountPayment, at: Date): Promise<void> {
    await this.debts.giveBack(tx, accountNumber, payment.debts);
    // one that was made again after a restore, and whose float did not cover it, has nothing to get back
    if (!(await this.floats.hasPaid(tx, vendorId, causeId))) return;
    const paid: Income = { kind: 'reversed-payment', causeId, amountMinor: payment.amountMinor };
    const earnedMinor = earnedBy(payment.commission);
    const earned: readonly Income[] =
      earnedMinor === moneyMinor(0n) ? [] : [{ kind: 'payment-commission-returned', causeId, amountMinor: negate(earnedMinor) }];
    if (await this.floats.receive(tx, vendorId, { incomes: [paid, ...earned], at })) return;
    throw new VendingError('vending.vendor_float_insufficient', 'the float does not cover what the payment had earned its vendor');
  }
}
