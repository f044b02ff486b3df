import type { Clock } from '@openprepay/persistence/clock';
import { AccountPaymentRepository } from '../account-payments/account-payment.repository.js';
import { FeeRepository } from '../commissions/fee.repository.js';
import { VendorChangeRepository } from '../floats/vendor-change.repository.js';
import { FreeIssueRepository } from '../free-issues/free-issue.repository.js';
import { MeterRepository } from '../meters/meter.repository.js';
import { AccountPricingRepository } from '../pricing/account-pricing.repository.js';
import { CompiledTariffs } from '../pricing/compiled-tariffs.js';
import { GivePaymentBack } from '../payment-reversals/give-payment-back.js';
import { PaymentReversalRepository } from '../payment-reversals/payment-reversal.repository.js';
import { DebtRepository } from '../pricing/debt.repository.js';
import { TariffVersionRepository } from '../pricing/tariff-version.repository.js';
import { ReplacementRepository } from '../replacements/replacement.repository.js';
import { ReversalRepository } from '../reversals/reversal.repository.js';
import { SalesRepository } from '../sales/sales.repository.js';
import { SaleRepository } from '../selling/sale.repository.js';
import { GiveBackVends } from '../settling/give-back-vends.js';
import { ReceiptNumbers } from '../settling/receipt-numbers.repository.js';
import { SupplyRepository } from '../supplies/supply.repository.js';
import { TakeSupply } from '../supplies/take-supply.js';
import { ClosedKeyRepository } from '../vend/closed-key.repository.js';
import { VendRepository } from '../vend/vend.repository.js';
import { DepositRepository } from '../vendors/deposit.repository.js';
import { FloatRepository } from '../vendors/float.repository.js';
import { VendorRepository } from '../vendors/vendor.repository.js';
import { WithdrawalRepository } from '../vendors/withdrawal.repository.js';
import { RebuildAccountPayment } from './rebuild-account-payment.js';
import { RebuildDebts } from './rebuild-debts.js';
import { RebuildDeposit } from './rebuild-deposit.js';
import { RebuildIssue } from './rebuild-issue.js';
import { RebuildMeter } from './rebuild-meter.js';
import { RebuildPaymentReversal } from './rebuild-payment-reversal.js';
import { RebuildReversal } from './rebuild-reversal.js';
import { RebuildVend } from './rebuild-vend.js';
import { RebuildWithdrawal } from './rebuild-withdrawal.js';

export type Rebuilders = ReturnType<typeof rebuilders>;

/** Who takes which event, put together without the service: it is not to run meanwhile. */
export function rebuilders(clock: Pick<Clock, 'newId'>) {
  const [meters, supplies, floats, vendors] = [
    new MeterRepository(),
    new SupplyRepository(),
    new FloatRepository(),
    new VendorRepository(),
  ];
  const [vends, debts, receiptNumbers] = [new VendRepository(), new DebtRepository(), new ReceiptNumbers()];
  const [sums, changes, closedKeys] = [new SalesRepository(), new VendorChangeRepository(), new ClosedKeyRepository()];
  const issue = new RebuildIssue(new FreeIssueRepository(), new ReplacementRepository(), meters);
  const paidDebts = new RebuildDebts(new AccountPricingRepository(), debts);
  const tariffs = new CompiledTariffs(new TariffVersionRepository());
  const vend = new RebuildVend(
    ...([vends, meters, supplies, new SaleRepository(), sums, tariffs, debts, floats, new FeeRepository()] as const),
    ...([receiptNumbers, closedKeys, issue, paidDebts] as const),
  );
  const giveBack = new GiveBackVends(supplies, debts, floats);
  const payments = new AccountPaymentRepository();
  const accountPayment = new RebuildAccountPayment(
    ...([vendors, payments, debts, floats, receiptNumbers, closedKeys, vends, paidDebts] as const),
  );
  return {
    meter: new RebuildMeter(meters, new TakeSupply(supplies), clock),
    deposit: new RebuildDeposit(vendors, new DepositRepository(), floats, changes),
    withdrawal: new RebuildWithdrawal(vendors, new WithdrawalRepository(), floats, changes),
    accountPayment,
    paymentReversal: new RebuildPaymentReversal(
      ...([accountPayment, payments, new PaymentReversalRepository(), new GivePaymentBack(debts, floats), receiptNumbers] as const),
    ),
    vend,
    reversal: new RebuildReversal(vend, vends, new ReversalRepository(), giveBack, floats, sums, receiptNumbers),
  };
}
