import { MAX_MISSING_RECEIPTS, type ReceiptsMissing } from '@openprepay/contracts/billing';
import type { EventData } from '@openprepay/contracts/event';
import { VendCompleted, VendReversed } from '@openprepay/contracts/vending';
import { AccountPaid, AccountPaymentReversed } from '@openprepay/contracts/vendor-money';
import type { Caused, Outbox } from '@openprepay/messaging/outbox';
import type { Tx } from '@openprepay/persistence/tx';
import type { Logger } from 'pino';
import { accountPaidEvent } from '../account-payments/account-paid.js';
import type { AccountPaymentRepository } from '../account-payments/account-payment.repository.js';
import type { TellPaymentReversals } from '../payment-reversals/tell-payment-reversals.js';
import type { TellReversals } from '../reversals/tell-reversals.js';
import { formatReceiptNumber } from '../settling/receipt-number.js';
import { completedEvent } from '../settling/vend-events.js';
import type { UnitsIssueRepository } from '../units-issues/units-issue.repository.js';
import { isCompleted, isReversed } from '../vend/vend.js';
import type { VendRepository } from '../vend/vend.repository.js';

/** Publishes again what the books say never came. Whoever has it already does nothing a second time. */
export class ResendVends {
  constructor(
    private readonly vends: VendRepository,
    private readonly issues: UnitsIssueRepository,
    private readonly reversals: TellReversals,
    private readonly payments: AccountPaymentRepository,
    private readonly paymentReversals: TellPaymentReversals,
    private readonly outbox: Outbox,
    private readonly logger: Logger,
  ) {}

  /** At most `MAX_MISSING_RECEIPTS`, the lowest first: what is left is asked for again. */
  async execute(tx: Tx, { receipts, cause }: Caused<EventData<typeof ReceiptsMissing>>): Promise<void> {
    const numbers = numbersOf(receipts).map(formatReceiptNumber);
    const vends = (await this.vends.ofReceipts(tx, numbers)).filter((vend) => isCompleted(vend) || isReversed(vend));
    const issues = await this.issues.ofVends(tx, vends);
    await this.outbox.appendAll(
      tx,
      VendCompleted,
      vends.map((vend) => ({ data: completedEvent(vend, issues.get(vend.vendId)), cause })),
    );
    const reversals = await this.reversals.execute(tx, numbers);
    await this.outbox.appendAll(
      tx,
      VendReversed,
      reversals.map((data) => ({ data, cause })),
    );
    const payments = await this.payments.ofReceipts(tx, numbers);
    await this.outbox.appendAll(
      tx,
      AccountPaid,
      payments.map((payment) => ({ data: accountPaidEvent(payment), cause })),
    );
    const takenBack = await this.paymentReversals.execute(tx, numbers);
    await this.outbox.appendAll(
      tx,
      AccountPaymentReversed,
      takenBack.map((data) => ({ data, cause })),
    );
    const resent = vends.length + reversals.length + payments.length + takenBack.length;
    this.logger.warn({ utility: tx.utility, receipts, resent }, 'the books miss receipts: what they are of is published again');
  }
}

function numbersOf(ranges: EventData<typeof ReceiptsMissing>['receipts']): readonly number[] {
  const numbers: number[] = [];
  for (const { first, last } of ranges) {
    for (let number = first; number <= last && numbers.length < MAX_MISSING_RECEIPTS; number++) numbers.push(number);
  }
  return numbers;
}
