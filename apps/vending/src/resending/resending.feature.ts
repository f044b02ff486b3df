import { Outbox } from '@openprepay/messaging/outbox';
import type { Feature } from '@openprepay/runtime/feature';
import { consumers, LOGGER, provide } from '@openprepay/runtime/service';
import { AccountPaymentRepository } from '../account-payments/account-payment.repository.js';
import { TellPaymentReversals } from '../payment-reversals/tell-payment-reversals.js';
import { TellReversals } from '../reversals/tell-reversals.js';
import { UnitsIssueRepository } from '../units-issues/units-issue.repository.js';
import { VendRepository } from '../vend/vend.repository.js';
import { receiptsMissingConsumers } from './receipts-missing.consumer.js';
import { ResendVends } from './resend-vends.js';

/** Vends that never reached the books are published again. */
export const resending: Feature = {
  providers: [
    provide(ResendVends, [
      VendRepository,
      UnitsIssueRepository,
      TellReversals,
      AccountPaymentRepository,
      TellPaymentReversals,
      Outbox,
      LOGGER,
    ]),
    consumers([ResendVends], receiptsMissingConsumers),
  ],
};
