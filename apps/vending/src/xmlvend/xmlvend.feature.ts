import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide } from '@openprepay/runtime/service';
import { AccountPaymentRepository } from '../account-payments/account-payment.repository.js';
import { FindAccountPayments } from '../account-payments/find-account-payments.js';
import { PayAccount } from '../account-payments/pay-account.js';
import { CloseBatch } from '../batches/close-batch.js';
import { FindBatch } from '../batches/find-batch.js';
import { OpenBatch } from '../batches/open-batch.js';
import { GiveFreeIssue } from '../free-issues/give-free-issue.js';
import { ReportFault } from '../fault-reports/report-fault.js';
import { ChangeDueKey } from '../key-changes/change-due-key.js';
import { HandOverSet } from '../key-changes/hand-over-set.js';
import { OrderKeyChange } from '../key-changes/order-key-change.js';
import { FindMeter } from '../meters/find-meter.js';
import { FindMeters } from '../meters/find-meters.js';
import { ReprintVend } from '../receipts/reprint-vend.js';
import { FindReplacement } from '../replacements/find-replacement.js';
import { PaymentReversalRepository } from '../payment-reversals/payment-reversal.repository.js';
import { ReversePayment } from '../payment-reversals/reverse-payment.js';
import { ReverseVend } from '../reversals/reverse-vend.js';
import { EnterSandbox } from '../sandbox/enter-sandbox.js';
import { FindTenderLimits } from '../selling/find-tender-limits.js';
import { GiveFreeBasic } from '../selling/give-free-basic.js';
import { QuoteVend } from '../selling/quote-vend.js';
import { SellVend } from '../selling/sell-vend.js';
import { SignInByCertificate } from '../terminals/sign-in-by-certificate.js';
import { SignInTerminal } from '../terminals/sign-in-terminal.js';
import { FindSetsBefore } from '../token-orders/find-sets-before.js';
import { OrderToken } from '../token-orders/order-token.js';
import { ClosedKeyRepository } from '../vend/closed-key.repository.js';
import { FindVendByKey } from '../vend/find-vend-by-key.js';
import { FindVends } from '../vend/find-vends.js';
import { VendRepository } from '../vend/vend.repository.js';
import { FindMovements } from '../vendors/find-movements.js';
import { FindVendor } from '../vendors/find-vendor.js';
import { AdviseTill } from './advise-till.js';
import { AnswerTill } from './answer-till.js';
import { CancelPayment } from './cancel-payment.js';
import { CarryCredit } from './carry-credit.js';
import { ConfirmMeters } from './confirm-meters.js';
import { DispatchCall } from './dispatch-call.js';
import { GiveUnits } from './give-units.js';
import { HandOverKey } from './hand-over-key.js';
import { KeepMessage } from './keep-message.js';
import { NoteOutcome } from './note-outcome.js';
import { OrderTokens } from './order-tokens.js';
import { ReportFaults } from './report-faults.js';
import { RunBatches } from './run-batches.js';
import { SellToTill } from './sell-to-till.js';
import { ShowFloat } from './show-float.js';
import { ShowSales } from './show-sales.js';
import { ShowWsdl } from './show-wsdl.js';
import { SignInTill } from './sign-in-till.js';
import { TakeBack } from './take-back.js';
import { TakePayments } from './take-payments.js';
import { TakePaymentsBack } from './take-payments-back.js';
import { TillCancelRepository } from './till-cancel.repository.js';
import { TillMessageRepository } from './till-message.repository.js';
import { TillOutcomeRepository } from './till-outcome.repository.js';
import { WriteSale } from './write-sale.js';
import { XmlvendController } from './xmlvend.controller.js';

/** The counter's door for tills that speak XMLVend: the same sales, keys and floats as by REST. */
export const xmlvend: Feature = {
  controllers: [XmlvendController],
  providers: [
    provide(WriteSale, [FindVendor, CLOCK]),
    provide(ConfirmMeters, [FindMeter, FindMeters, FindTenderLimits, CLOCK]),
    provide(SellToTill, [SellVend, QuoteVend, WriteSale, CLOCK]),
    provide(TillMessageRepository, []),
    provide(KeepMessage, [UnitOfWork, TillMessageRepository, VendRepository, ClosedKeyRepository, CLOCK]),
    provide(TakePayments, [PayAccount, FindMeter, WriteSale]),
    provide(TillCancelRepository, []),
    provide(TillOutcomeRepository, []),
    provide(NoteOutcome, [UnitOfWork, TillOutcomeRepository, CLOCK]),
    provide(CancelPayment, [UnitOfWork, AccountPaymentRepository, PaymentReversalRepository, TillCancelRepository, ReversePayment]),
    provide(TakePaymentsBack, [CancelPayment, ReversePayment, TakePayments, KeepMessage]),
    provide(AdviseTill, [
      FindVendByKey,
      FindAccountPayments,
      WriteSale,
      TakePayments,
      TakePaymentsBack,
      ReverseVend,
      KeepMessage,
      NoteOutcome,
      CLOCK,
    ]),
    provide(ShowSales, [FindVends, ReprintVend, WriteSale, CLOCK]),
    provide(TakeBack, [FindVends, ReverseVend, WriteSale, KeepMessage]),
    provide(ShowFloat, [FindVendor, FindMovements, CLOCK]),
    provide(RunBatches, [OpenBatch, FindBatch, CloseBatch, CLOCK]),
    provide(HandOverKey, [FindMeter, ChangeDueKey, HandOverSet, EnterSandbox, WriteSale]),
    provide(OrderTokens, [FindMeter, OrderToken, FindSetsBefore, OrderKeyChange, WriteSale]),
    provide(ReportFaults, [FindMeter, ReportFault, CLOCK]),
    provide(GiveUnits, [GiveFreeBasic, GiveFreeIssue, WriteSale]),
    provide(CarryCredit, [FindReplacement, GiveFreeIssue, WriteSale]),
    provide(DispatchCall, [
      ConfirmMeters,
      SellToTill,
      AdviseTill,
      ShowSales,
      TakeBack,
      ShowFloat,
      RunBatches,
      HandOverKey,
      OrderTokens,
      ReportFaults,
      GiveUnits,
      CarryCredit,
      TakePayments,
      TakePaymentsBack,
      KeepMessage,
      NoteOutcome,
      CLOCK,
    ]),
    provide(ShowWsdl, [DispatchCall]),
    provide(SignInTill, [SignInTerminal, SignInByCertificate]),
    provide(AnswerTill, [SignInTill, DispatchCall, CLOCK]),
  ],
};
