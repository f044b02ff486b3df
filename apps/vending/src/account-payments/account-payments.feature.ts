import { Outbox } from '@openprepay/messaging/outbox';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide } from '@openprepay/runtime/service';
import { BatchRepository } from '../batches/batch.repository.js';
import { CommissionRepository } from '../commissions/commission.repository.js';
import { DebtRepository } from '../pricing/debt.repository.js';
import { ReceiptIssuerRepository } from '../receipts/receipt-issuer.repository.js';
import { VendorTaxNumberRepository } from '../receipts/vendor-tax-number.repository.js';
import { SellerCrowd } from '../selling/seller-crowd.js';
import { SellerTurns } from '../selling/seller-turns.js';
import { ReceiptNumbers } from '../settling/receipt-numbers.repository.js';
import { ClosedKeyRepository } from '../vend/closed-key.repository.js';
import { VendRepository } from '../vend/vend.repository.js';
import { TakeFloat } from '../vendors/take-float.js';
import { AccountPaymentRepository } from './account-payment.repository.js';
import { AccountPaymentsController } from './account-payments.controller.js';
import { FindAccountPayments } from './find-account-payments.js';
import { FindPaymentReceipt } from './find-payment-receipt.js';
import { PayAccount } from './pay-account.js';

/** Debts that customers pay at vendors, without buying units. */
export const accountPayments: Feature = {
  controllers: [AccountPaymentsController],
  providers: [
    provide(AccountPaymentRepository, []),
    provide(PayAccount, [
      UnitOfWork,
      AccountPaymentRepository,
      BatchRepository,
      DebtRepository,
      VendRepository,
      ClosedKeyRepository,
      CommissionRepository,
      TakeFloat,
      ReceiptNumbers,
      Outbox,
      SellerCrowd,
      SellerTurns,
      CLOCK,
    ]),
    provide(FindAccountPayments, [UnitOfWork, AccountPaymentRepository]),
    provide(FindPaymentReceipt, [UnitOfWork, AccountPaymentRepository, ReceiptIssuerRepository, VendorTaxNumberRepository, CLOCK]),
  ],
};
