import type { AccountPaymentMethod } from '@openprepay/contracts/http/billing-payments';
import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { least, subtract } from '@openprepay/quantities';
import type { Account } from '../accounts/account.js';
import type { AccountRepository } from '../accounts/account.repository.js';
import { BillingError } from '../billing-error.js';
import { readAmount } from '../debts/debt.js';
import type { SettleDebts } from '../debts/settle-debts.js';
import type { BalanceRepository } from '../ledger/balance.repository.js';
import type { JournalRepository } from '../ledger/journal.repository.js';
import { ledgerAccounts } from '../ledger/ledger-accounts.js';
import { type Payment, replayed } from './payment.js';
import { paymentEntry } from './payment-entry.js';
import type { PaymentRepository } from './payment.repository.js';

export interface TakePaymentCommand {
  readonly accountNumber: string;
  readonly idempotencyKey: string;
  /** Decimal amount in the account's currency. */
  readonly amount: string;
  readonly currency: string;
  readonly reference: string;
  readonly paymentMethod?: AccountPaymentMethod | undefined;
}

export interface TakenPayment {
  readonly payment: Payment;
  /** True where the key had been this payment before. */
  readonly isReplay: boolean;
}

/** Takes money that a customer pays past the vends: booked, spread over the account's debts, the rest kept as its credit. */
export class TakePayment {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly accounts: AccountRepository,
    private readonly payments: PaymentRepository,
    private readonly settleDebts: SettleDebts,
    private readonly balances: BalanceRepository,
    private readonly journal: JournalRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * Safe to repeat: a user's key is one payment.
   *
   * @throws {BillingError} `billing.account_unknown`, `billing.currency_mismatch`, `billing.amount_invalid`,
   *   `billing.idempotency_key_reused`, `billing.payment_reference_reused`
   */
  async execute(caller: Principal, command: TakePaymentCommand): Promise<TakenPayment> {
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const account = await this.accounts.lock(tx, command.accountNumber);
      const request = readRequest(account, command);
      const earlier = await this.payments.findByKey(tx, caller.username, command.idempotencyKey);
      if (earlier) return { payment: replayed(earlier, request), isReplay: true };
      return { payment: await this.take(tx, account, { ...request, takenBy: caller.username }), isReplay: false };
    });
  }

  private async take(tx: Tx, before: Account, request: PaymentRequest & Pick<Payment, 'takenBy'>): Promise<Payment> {
    const { accountNumber, amountMinor, currency } = request;
    const received = { ...request, id: this.clock.newId(), paidAt: this.clock.now() };
    const entry = paymentEntry(received, this.clock.newId());
    const owedMinor = await this.balances.balance(tx, ledgerAccounts.customer(accountNumber), currency);
    await this.journal.post(tx, [entry]);
    const { account } = await this.settleDebts.execute(tx, {
      account: before,
      paidMinor: amountMinor,
      cause: entry.reference,
    });
    const payment: Payment = {
      ...received,
      number: await this.payments.nextNumber(tx, accountNumber),
      applied: [],
      creditedMinor: least(amountMinor, account.creditMinor),
      balanceMinor: subtract(owedMinor, amountMinor),
      pricingRevision: account.pricingRevision,
    };
    await this.payments.insert(tx, payment);
    return { ...payment, applied: await this.payments.appliedBy(tx, payment) };
  }
}

type PaymentRequest = Pick<Payment, 'accountNumber' | 'idempotencyKey' | 'amountMinor' | 'currency' | 'reference' | 'paymentMethod'>;

function readRequest(account: Account, { amount, paymentMethod, ...command }: TakePaymentCommand): PaymentRequest {
  if (command.currency !== account.currency) {
    throw new BillingError('billing.currency_mismatch', `account ${account.accountNumber} is kept in ${account.currency}`);
  }
  return { ...command, paymentMethod, amountMinor: readAmount(amount, account.currency) };
}
