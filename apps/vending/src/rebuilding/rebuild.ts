import type { EventDefinition } from '@openprepay/contracts/event';
import { MeterChanged, VendCompleted, VendorDeposited, VendReversed } from '@openprepay/contracts/vending';
import { AccountPaid, VendorWithdrew } from '@openprepay/contracts/vendor-money';
import type { PastEvent } from '@openprepay/messaging/history';
import { systemClock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { AccountPaymentRepository } from '../account-payments/account-payment.repository.js';
import { FeeRepository } from '../commissions/fee.repository.js';
import { VendorChangeRepository } from '../floats/vendor-change.repository.js';
import { MeterRepository } from '../meters/meter.repository.js';
import { CompiledTariffs } from '../pricing/compiled-tariffs.js';
import { DebtRepository } from '../pricing/debt.repository.js';
import { TariffVersionRepository } from '../pricing/tariff-version.repository.js';
import { SalesRepository } from '../sales/sales.repository.js';
import { SaleRepository } from '../selling/sale.repository.js';
import { ReversalRepository } from '../reversals/reversal.repository.js';
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
import { RebuildAccountPayment, type RebuiltAccountPayment } from './rebuild-account-payment.js';
import { RebuildDeposit } from './rebuild-deposit.js';
import { RebuildMeter } from './rebuild-meter.js';
import { RebuildReversal } from './rebuild-reversal.js';
import { RebuildWithdrawal, type RebuiltWithdrawal } from './rebuild-withdrawal.js';
import { RebuildVend, type RebuiltVend } from './rebuild-vend.js';

/** What was found, by kind; of vends, payments and withdrawals that a person must look at, which. */
export interface Rebuilt {
  meters: number;
  deposits: number;
  withdrawals: number;
  accountPayments: number;
  readonly vends: Record<RebuiltVend, number>;
  readonly lookAt: ({ readonly why: RebuiltVend | RebuiltAccountPayment } & (
    { readonly vendId: string } | { readonly withdrawalId: string } | { readonly paymentId: string }
  ))[];
}

const FINE: readonly RebuiltVend[] = ['made', 'completed', 'known'];

/** Takes events that vending itself published, as `PASSES` has them, into a database that has lost some of them. */
export class Rebuild {
  readonly found: Rebuilt = {
    meters: 0,
    deposits: 0,
    withdrawals: 0,
    accountPayments: 0,
    vends: { made: 0, completed: 0, known: 0, contradicts: 0, 'meter-unknown': 0, 'float-short': 0 },
    lookAt: [],
  };
  private readonly meter: RebuildMeter;
  private readonly deposit: RebuildDeposit;
  private readonly withdrawal: RebuildWithdrawal;
  private readonly accountPayment: RebuildAccountPayment;
  private readonly vend: RebuildVend;
  private readonly reversal: RebuildReversal;

  constructor(private readonly unitOfWork: UnitOfWork) {
    const [meters, supplies, floats] = [new MeterRepository(), new SupplyRepository(), new FloatRepository()];
    const [vends, debts, receiptNumbers] = [new VendRepository(), new DebtRepository(), new ReceiptNumbers()];
    const [sums, changes] = [new SalesRepository(), new VendorChangeRepository()];
    this.meter = new RebuildMeter(meters, new TakeSupply(supplies), systemClock);
    this.deposit = new RebuildDeposit(new VendorRepository(), new DepositRepository(), floats, changes);
    this.withdrawal = new RebuildWithdrawal(new VendorRepository(), new WithdrawalRepository(), floats, changes);
    this.accountPayment = new RebuildAccountPayment(
      new VendorRepository(),
      new AccountPaymentRepository(),
      debts,
      floats,
      receiptNumbers,
      new ClosedKeyRepository(),
    );
    this.vend = new RebuildVend(
      vends,
      meters,
      supplies,
      new SaleRepository(),
      sums,
      new CompiledTariffs(new TariffVersionRepository()),
      debts,
      floats,
      new FeeRepository(),
      receiptNumbers,
    );
    const giveBack = new GiveBackVends(supplies, debts, floats);
    this.reversal = new RebuildReversal(this.vend, vends, new ReversalRepository(), giveBack, floats, sums, receiptNumbers);
  }

  /** Safe to repeat. */
  async take(event: PastEvent): Promise<void> {
    await this.when(event, MeterChanged, async (tx, data) => void (this.found.meters += Number(await this.meter.execute(tx, data))));
    await this.when(event, VendorDeposited, async (tx, data) => void (this.found.deposits += Number(await this.deposit.execute(tx, data))));
    await this.when(event, VendorWithdrew, async (tx, data) =>
      this.countWithdrawal(data.withdrawalId, await this.withdrawal.execute(tx, data)),
    );
    await this.when(event, AccountPaid, async (tx, data) => this.countPayment(data.paymentId, await this.accountPayment.execute(tx, data)));
    await this.when(event, VendCompleted, async (tx, data) => this.count(data.vendId, await this.vend.execute(tx, data)));
    await this.when(event, VendReversed, async (tx, data) => this.count(data.vend.vendId, await this.reversal.execute(tx, data)));
  }

  private count(vendId: string, why: RebuiltVend): void {
    this.found.vends[why] += 1;
    if (!FINE.includes(why)) this.found.lookAt.push({ vendId, why });
  }

  private countPayment(paymentId: string, why: RebuiltAccountPayment): void {
    this.found.accountPayments += Number(why === 'made' || why === 'float-short');
    if (why !== 'made' && why !== 'known') this.found.lookAt.push({ paymentId, why });
  }

  private countWithdrawal(withdrawalId: string, why: RebuiltWithdrawal): void {
    this.found.withdrawals += Number(why === 'made');
    if (why === 'float-short') this.found.lookAt.push({ withdrawalId, why });
  }

  private async when<Definition extends EventDefinition>(
    event: PastEvent,
    definition: Definition,
    work: (tx: Tx, data: ReturnType<Definition['data']['parse']>) => Promise<void>,
  ): Promise<void> {
    if (event.type !== definition.type) return;
    const data = definition.data.parse(event.data) as ReturnType<Definition['data']['parse']>;
    await this.unitOfWork.run(event.utility, (tx) => work(tx, data));
  }
}
