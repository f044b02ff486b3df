import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { ReceiptIssuerRepository } from '../receipts/receipt-issuer.repository.js';
import type { VendorTaxNumberRepository } from '../receipts/vendor-tax-number.repository.js';
import { vendorScope } from '../vendors/vendor-scope.js';
import type { AccountPaymentRepository } from './account-payment.repository.js';
import type { ReceiptedPayment } from './payment-receipt.js';

interface OfPayment {
  readonly paymentId: string;
}

/** A payment with its receipt, once more too; a vendor's user has its own. */
export class FindPaymentReceipt {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly payments: AccountPaymentRepository,
    private readonly issuers: ReceiptIssuerRepository,
    private readonly taxNumbers: VendorTaxNumberRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws {VendingError} `vending.account_payment_unknown`, also for another vendor's; `vending.vendor_required` */
  async execute(caller: Principal, { paymentId }: OfPayment): Promise<ReceiptedPayment> {
    return this.unitOfWork.run(caller.utility, async (tx) => this.receipt(tx, caller, paymentId));
  }

  /** As `execute`; and the copy is counted. Nothing is paid. */
  async again(caller: Principal, { paymentId }: OfPayment): Promise<ReceiptedPayment> {
    const reprinted = { paymentId, by: caller.username, at: this.clock.now() };
    return this.unitOfWork.run(caller.utility, async (tx) => {
      await this.receipt(tx, caller, paymentId); // whoever may not see it has no copy counted
      await this.payments.countReprint(tx, reprinted);
      return this.receipt(tx, caller, paymentId);
    });
  }

  private async receipt(tx: Tx, caller: Principal, paymentId: string): Promise<ReceiptedPayment> {
    const payment = await this.payments.require(tx, paymentId, vendorScope(caller));
    return {
      payment,
      issuer: await this.issuers.at(tx, payment.paidAt),
      vendorTaxNumber: await this.taxNumbers.at(tx, payment.vendorId, payment.paidAt),
      copies: await this.payments.copiesOf(tx, paymentId),
      sandbox: caller.sandbox === true,
    };
  }
}
