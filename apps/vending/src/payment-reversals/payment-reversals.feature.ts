import { Outbox } from '@openprepay/messaging/outbox';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide } from '@openprepay/runtime/service';
import { AccountPaymentRepository } from '../account-payments/account-payment.repository.js';
import { DebtRepository } from '../pricing/debt.repository.js';
import { ReversalPolicyRepository } from '../reversals/reversal-policy.repository.js';
import { ReceiptNumbers } from '../settling/receipt-numbers.repository.js';
import { SecondPerson } from '../terminals/second-person.js';
import { FloatRepository } from '../vendors/float.repository.js';
import { ApplyPaymentReversal } from './apply-payment-reversal.js';
import { DecidePaymentReversal } from './decide-payment-reversal.js';
import { FindPaymentReversals } from './find-payment-reversals.js';
import { GivePaymentBack } from './give-payment-back.js';
import { PaymentReversalRepository } from './payment-reversal.repository.js';
import { PaymentReversalsController } from './payment-reversals.controller.js';
import { ReversePayment } from './reverse-payment.js';
import { TellPaymentReversals } from './tell-payment-reversals.js';

/** Payments of debts at vendors that are taken back, by the policy of sales. */
export const paymentReversals: Feature = {
  controllers: [PaymentReversalsController],
  providers: [
    provide(PaymentReversalRepository, []),
    provide(GivePaymentBack, [DebtRepository, FloatRepository]),
    provide(ApplyPaymentReversal, [GivePaymentBack, ReceiptNumbers, Outbox]),
    provide(ReversePayment, [
      UnitOfWork,
      AccountPaymentRepository,
      PaymentReversalRepository,
      ReversalPolicyRepository,
      ApplyPaymentReversal,
      CLOCK,
    ]),
    provide(DecidePaymentReversal, [
      UnitOfWork,
      AccountPaymentRepository,
      PaymentReversalRepository,
      ReversalPolicyRepository,
      SecondPerson,
      ApplyPaymentReversal,
      CLOCK,
    ]),
    provide(FindPaymentReversals, [UnitOfWork, PaymentReversalRepository]),
    provide(TellPaymentReversals, [AccountPaymentRepository, PaymentReversalRepository]),
  ],
};
