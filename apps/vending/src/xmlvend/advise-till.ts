import type { VendingErrorCode } from '@openprepay/contracts/http/vending';
import type { Clock } from '@openprepay/persistence/clock';
import type { Message, Value } from '@openprepay/xmlvend';
import type { AccountPayment } from '../account-payments/account-payment.js';
import type { FindAccountPayments } from '../account-payments/find-account-payments.js';
import { stateOf } from '../reversals/reversal.js';
import type { ReverseVend } from '../reversals/reverse-vend.js';
import { isCompleted, isReversed, isSettled, type Vend } from '../vend/vend.js';
import type { FindVendByKey } from '../vend/find-vend-by-key.js';
import { VendingError } from '../vending-error.js';
import type { KeepMessage } from './keep-message.js';
import { messageKey } from './message-key.js';
import type { NoteOutcome } from './note-outcome.js';
import { refuse, type Refusal, refusalOf, underWay } from './refusal.js';
import type { TakePayments } from './take-payments.js';
import type { TakePaymentsBack } from './take-payments-back.js';
import type { Asked, TillCall, Written } from './till-call.js';
import type { WriteSale } from './write-sale.js';
import { answered } from './written-answer.js';

/** Answers a message that was kept and has done its work, or has begun it, once more. */
type Again = (call: TillCall) => Promise<Message | Refusal>;
type Advice = Written<'LastRespAdviceReq'> | Written<'ConfirmationAdviceReq'> | Written<'ReversalAdviceReq'>;

const BY_ADVICE = 'by the advice of its till';

const WORKING = refuse('IndeterminantLastResponseEx', 'the sale has no answer yet: ask again');
/** Where whoever answered it has died, asking alone would never have an answer. */
const UNANSWERED = underWay('IndeterminantLastResponseEx', 'it has no answer yet: send the same message again');

/** A second person has said no to what had begun. */
const DECIDED: ReadonlySet<string | undefined> = new Set([
  'vending.token_order_decided',
  'vending.free_issue_decided',
  'vending.reversal_refused',
] satisfies VendingErrorCode[]);

/**
 * What became of a message whose answer a till has not had. By asking nothing is done, but for the reversal that an advice says. Whoever
 * is told that it was never received may rely on it: the key is closed, and the message is refused should it still come.
 */
export class AdviseTill {
  constructor(
    private readonly findByKey: FindVendByKey,
    private readonly findPayments: FindAccountPayments,
    private readonly writeSale: WriteSale,
    private readonly takePayments: TakePayments,
    private readonly takePaymentsBack: TakePaymentsBack,
    private readonly reverseVend: ReverseVend,
    private readonly kept: KeepMessage,
    private readonly outcomes: NoteOutcome,
    private readonly clock: Clock,
  ) {}

  /** A sale, or whatever else a message has done, as it was answered. */
  async lastResponse(call: TillCall<Written<'LastRespAdviceReq'>>, again: Again): Promise<Message | Refusal> {
    const vend = await this.find(call);
    if (!vend) {
      const payment = await this.findPayment(call);
      if (payment?.reversal) return refuse('LastResponseEx', 'what was paid has been taken back');
      if (payment) return this.lastAnswer(call, await this.takePayments.written(asOf(call), payment));
      const answer = await this.became(call, again);
      if (!answer) return refuse('LastResponseEx', 'this message was never received, and is refused should it still come');
      if ('refused' in answer) return answer.underWay ? working(answer) : refuse('LastResponseEx', answer.why, answer.code);
      return this.lastAnswer(call, answer.body as Value<'BaseResp'>);
    }
    if (vend.outcome.state === 'failed') return refuse('LastResponseEx', `nothing was sold: ${vend.outcome.code}`);
    if (isReversed(vend)) return refuse('LastResponseEx', 'what was sold has been taken back');
    if (!isCompleted(vend)) return WORKING;
    return this.lastAnswer(call, await this.writeSale.execute(asOf(call), vend));
  }

  async confirmation(call: TillCall<Written<'ConfirmationAdviceReq'>>, again: Again): Promise<Message | Refusal> {
    const vend = await this.find(call);
    if (vend && !isSettled(vend)) return WORKING;
    const stands = vend ? isCompleted(vend) : await this.doneWithout(call, again);
    if (typeof stands === 'object') return stands;
    if (!stands) return refuse('ConfirmationEx', 'nothing was sold by this message');
    const { adviceReqMsgID } = call.asked;
    const body = { type: 'ConfirmationAdviceResp', ...answered(call, this.clock, 'Confirmed'), adviceReqMsgID, txConfirmed: true } as const;
    return { element: 'adviceResp', body };
  }

  /** True only where nothing stands: a sale or a payment of debts is taken back where the policy lets the till do it alone. */
  async reversal(call: TillCall<Written<'ReversalAdviceReq'>>): Promise<Message | Refusal> {
    const vend = await this.find(call);
    if (vend && !isSettled(vend)) return WORKING;
    if (vend && isCompleted(vend)) {
      const refusal = await this.reverse(call, vend);
      if (refusal !== undefined) return refuse('ReversalEx', refusal);
    }
    const payment = vend ? undefined : await this.findPayment(call);
    if (payment) {
      const reversed = await this.takePaymentsBack.reverse(call, payment, BY_ADVICE);
      if (typeof reversed !== 'string') return refuse('ReversalEx', reversed.why);
    }
    if (!vend && !payment && (await this.kept.find(call, messageKey(call.asked, call.asked.adviceReqMsgID))))
      return refuse('ReversalEx', 'this message made no sale: what it did is not taken back');
    const { adviceReqMsgID } = call.asked;
    const body = { type: 'ReversalAdviceResp', ...answered(call, this.clock, 'Reversed'), adviceReqMsgID, txReversed: true } as const;
    return { element: 'adviceResp', body };
  }

  private lastAnswer(call: TillCall<Written<'LastRespAdviceReq'>>, lastResponse: Value<'BaseResp'>): Message {
    const { adviceReqMsgID } = call.asked;
    const body = { type: 'LastRespAdviceResp', ...answered(call, this.clock, 'Last response'), adviceReqMsgID, lastResponse } as const;
    return { element: 'adviceResp', body };
  }

  /** Whether a message that made no sale did what it was for; or that it is not known yet. */
  private async doneWithout(call: TillCall<Advice>, again: Again): Promise<boolean | Refusal> {
    const payment = await this.findPayment(call);
    if (payment) return !payment.reversal;
    const answer = await this.became(call, again);
    if (answer && 'refused' in answer && answer.underWay) return working(answer);
    return answer !== undefined && !('refused' in answer);
  }

  private findPayment({ terminal, asked }: TillCall<Advice>): Promise<AccountPayment | undefined> {
    return this.findPayments.byKey(terminal.principal, messageKey(asked, asked.adviceReqMsgID));
  }

  /**
   * How a message that made no sale was answered. What has begun is looked at once more, for its token or for what a second person says;
   * what was refused is not, since it could be done by now. Undefined where no message was kept under this id: it is closed by now, so
   * that none will be.
   */
  private async became(call: TillCall<Advice>, again: Again): Promise<Message | Refusal | undefined> {
    const key = messageKey(call.asked, call.asked.adviceReqMsgID);
    const kept = await this.kept.find(call, key);
    if (!kept) return undefined;
    const outcome = await this.outcomes.find(call, key);
    if (!outcome) return UNANSWERED;
    if (outcome.state === 'refused') return refuse('LastResponseEx', `it was refused: ${outcome.why}`, outcome.code);
    const answer = await answeredOrRefused(() => again({ ...call, message: kept, asked: kept.body as Asked }));
    if (!('refused' in answer) || answer.underWay || (outcome.state === 'under-way' && DECIDED.has(answer.code))) return answer;
    // whoever were told that it was refused would have it done once more
    return underWay('IndeterminantLastResponseEx', `it has been taken, and is not told again: ${answer.why}`, answer.code);
  }

  /** @returns why the sale stands; undefined where it was taken back */
  private async reverse({ terminal }: TillCall<Advice>, { vendId }: Vend): Promise<string | undefined> {
    try {
      const { reversal } = await this.reverseVend.execute(terminal.principal, { vendId, reason: BY_ADVICE });
      return stateOf(reversal) === 'reversed' ? undefined : 'a second person decides whether it is taken back';
    } catch (error) {
      if (error instanceof VendingError && error.code === 'vending.reversal_refused') return error.message;
      throw error;
    }
  }

  private async find({ terminal, asked }: TillCall<Advice>): Promise<Vend | undefined> {
    try {
      return await this.findByKey.execute(terminal.principal, { idempotencyKey: messageKey(asked, asked.adviceReqMsgID) });
    } catch (error) {
      if (error instanceof VendingError && error.code === 'vending.vend_not_found') return undefined;
      throw error;
    }
  }
}

async function answeredOrRefused(again: () => Promise<Message | Refusal>): Promise<Message | Refusal> {
  try {
    return await again();
  } catch (error) {
    if (error instanceof VendingError) return refusalOf(error);
    throw error;
  }
}

const working = ({ why, code }: Refusal): Refusal => refuse('IndeterminantLastResponseEx', why, code);

/** The call under the id of the message that is asked about: its answer repeats that one. */
const asOf = (call: TillCall<Advice>): TillCall => ({ ...call, asked: { ...call.asked, msgID: call.asked.adviceReqMsgID } });
