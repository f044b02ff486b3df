import type { Clock } from '@openprepay/persistence/clock';
import type { Message } from '@openprepay/xmlvend';
import type { AdviseTill } from './advise-till.js';
import type { CarryCredit } from './carry-credit.js';
import type { ConfirmMeters } from './confirm-meters.js';
import type { GiveUnits } from './give-units.js';
import type { HandOverKey } from './hand-over-key.js';
import type { KeepMessage } from './keep-message.js';
import type { NoteOutcome } from './note-outcome.js';
import type { OrderTokens } from './order-tokens.js';
import { refuse, type Refusal } from './refusal.js';
import type { ReportFaults } from './report-faults.js';
import type { RunBatches } from './run-batches.js';
import type { SellToTill } from './sell-to-till.js';
import type { ShowFloat } from './show-float.js';
import type { ShowSales } from './show-sales.js';
import type { TakeBack } from './take-back.js';
import type { TakePayments } from './take-payments.js';
import type { TakePaymentsBack } from './take-payments-back.js';
import { type TestedReq, testTokenOf } from './test-meters.js';
import type { Asked, TillCall, Written } from './till-call.js';

type Type = Asked['type'];
type Answer = Message | Refusal;
type Handlers = { readonly [T in Type]?: (call: TillCall<Written<T>>) => Promise<Answer> };

/** What changes something and makes no sale: kept before it is done, so that its id means it alone and its answer is found again. */
const KEPT: ReadonlySet<Type> = new Set<Type>([
  'CancelVendReq',
  'CancelPayAccountReq',
  'ClearCreditReq',
  'ClearTamperReq',
  'PwrLmtReq',
  'PhUnbalReq',
  'SetWaterFactorReq',
  'EngKCTReq',
  'CustReportFaultReq',
  'FreeIssueReq',
  'MeterCreditTransferReq',
]);

/** What a till that has signed in may ask, and who does it. What is not here is not done. */
export class DispatchCall {
  private readonly handlers: Handlers;

  constructor(
    confirm: ConfirmMeters,
    sell: SellToTill,
    advise: AdviseTill,
    sales: ShowSales,
    takeBack: TakeBack,
    float: ShowFloat,
    batches: RunBatches,
    handOverKey: HandOverKey,
    orders: OrderTokens,
    faults: ReportFaults,
    units: GiveUnits,
    carry: CarryCredit,
    payments: TakePayments,
    paymentsBack: TakePaymentsBack,
    private readonly keep: KeepMessage,
    private readonly outcomes: NoteOutcome,
    clock: Clock,
  ) {
    const again = (call: TillCall): Promise<Answer> => this.answer(call);
    this.handlers = {
      ConfirmCustomerReq: (call) => confirm.customer(call),
      ConfirmMeterReq: (call) => confirm.meter(call),
      TrialCreditVendReq: (call) => sell.trial(call),
      CreditVendReq: (call) => sell.sell(call),
      FBEReq: (call) => units.freeBasic(call),
      FreeIssueReq: (call) => units.freeIssue(call),
      MeterCreditTransferReq: (call) => carry.execute(call),
      PayAccReq: (call) => payments.execute(call),
      CancelVendReq: (call) => takeBack.execute(call),
      CancelPayAccountReq: (call) => paymentsBack.cancel(call),
      LastRespAdviceReq: (call) => advise.lastResponse(call, again),
      ConfirmationAdviceReq: (call) => advise.confirmation(call, again),
      ReversalAdviceReq: (call) => advise.reversal(call),
      ReprintReq: (call) => sales.reprint(call),
      VerifyReq: (call) => sales.verify(call),
      DepositReq: (call) => Promise.resolve(float.depositSlip(call)),
      ReprintDepositReq: (call) => float.reprintDeposits(call),
      VendorStatementReq: (call) => float.statement(call),
      LoginReq: (call) => float.login(call),
      CustReportFaultReq: (call) => faults.execute(call),
      UpdateMeterKeyReq: (call) => handOverKey.execute(call),
      ...ordersOf(orders),
      ...testsOf(clock),
      ...batchesOf(batches),
    };
  }

  /** The types of the requests that are done. */
  get served(): readonly Type[] {
    return Object.keys(this.handlers) as Type[];
  }

  /** @throws {VendingError} as whoever does it and as `KeepMessage` */
  async execute(call: TillCall): Promise<Answer> {
    if (!KEPT.has(call.asked.type)) return this.answer(call);
    await this.keep.execute(call);
    return this.outcomes.execute(call, () => this.answer(call));
  }

  private answer(call: TillCall): Promise<Answer> {
    const { type } = call.asked;
    // A handler is found by the type of what it is given, which the compiler does not see.
    const handle = this.handlers[type] as ((call: TillCall) => Promise<Answer>) | undefined;
    return handle ? handle(call) : Promise.resolve(refuse('UseCaseSupportEx', `${type} is not done here`));
  }
}

/** Every test is asked for alike. */
function testsOf(clock: Clock): Handlers {
  const test = (call: TillCall<TestedReq>): Promise<Answer> => Promise.resolve(testTokenOf(call, clock));
  return {
    TestAllReq: test,
    TestBreakerReq: test,
    TestDisplayReq: test,
    DispConsTotReq: test,
    DispRegistersReq: test,
    DispKRNReq: test,
    DispTIReq: test,
    DispPwrLmtReq: test,
    DispTamperReq: test,
    DispInstPwrReq: test,
    DispPhUnbalanceReq: test,
    DispVerReq: test,
  };
}

const ordersOf = (orders: OrderTokens): Handlers => ({
  ClearCreditReq: (call) => orders.token(call),
  ClearTamperReq: (call) => orders.token(call),
  PwrLmtReq: (call) => orders.token(call),
  PhUnbalReq: (call) => orders.token(call),
  SetWaterFactorReq: (call) => orders.token(call),
  EngKCTReq: (call) => orders.keyChange(call),
});

const batchesOf = (batches: RunBatches): Handlers => ({
  StartShiftBatchReq: (call) => batches.start(call),
  StartSalesBatchReq: (call) => batches.start(call),
  StartBankBatchReq: (call) => batches.start(call),
  StartAllBatchesReq: (call) => batches.start(call),
  TotalShiftBatchReq: (call) => batches.total(call),
  TotalSalesBatchReq: (call) => batches.total(call),
  TotalBankBatchReq: (call) => batches.total(call),
  TotalAllBatchesReq: (call) => batches.total(call),
  EndShiftBatchReq: (call) => batches.end(call),
  EndSalesBatchReq: (call) => batches.end(call),
  EndBankBatchReq: (call) => batches.end(call),
  EndAllBatchesReq: (call) => batches.end(call),
  ReprintEndShiftBatchReq: (call) => batches.reprint(call),
  ReprintEndSalesBatchReq: (call) => batches.reprint(call),
  ReprintEndBankingBatchReq: (call) => batches.reprint(call),
});
