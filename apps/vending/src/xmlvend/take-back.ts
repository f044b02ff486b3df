import type { Message, Value } from '@openprepay/xmlvend';
import { stateOf } from '../reversals/reversal.js';
import type { ReverseVend } from '../reversals/reverse-vend.js';
import type { FindVends } from '../vend/find-vends.js';
import { isCompleted, isReversed, type Vend } from '../vend/vend.js';
import { VendingError } from '../vending-error.js';
import type { KeepMessage } from './keep-message.js';
import { refuse, type Refusal, underWay } from './refusal.js';
import type { TillCall, Written } from './till-call.js';
import { digitsOf } from './written-token.js';
import { originalOf } from './written-receipt.js';
import { meterNumberIn } from './written-sale.js';
import type { WriteSale } from './write-sale.js';

/** Sales to a meter among which the one that is meant is looked for: the newest. */
const LOOKED_AMONG = 100;

type Cancel = Written<'CancelVendReq'>;

/** Takes a sale back for the till that has its token, or its receipt's number, as the policy of reversals has it. */
export class TakeBack {
  constructor(
    private readonly findVends: FindVends,
    private readonly reverseVend: ReverseVend,
    private readonly writeSale: WriteSale,
    private readonly kept: KeepMessage,
  ) {}

  /**
   * Safe to repeat: a sale is taken back once, and what a second person has refused since the message came is not asked for anew.
   * @throws {VendingError} as `FindVends` and `ReverseVend`
   */
  async execute(call: TillCall<Cancel>): Promise<Message | Refusal> {
    const { terminal, asked } = call;
    const meterNumber = meterNumberIn(asked.idMethod);
    if (typeof meterNumber !== 'string') return meterNumber;
    const { items } = await this.findVends.execute(terminal.principal, { meterNumber, limit: LOOKED_AMONG });
    const vend = items.find((one) => isMeant(one, asked));
    if (!vend) return refuse('CancelEx', 'this vendor has sold no such token to this meter lately', 'vending.vend_not_found');
    const receiptNumber = await this.reversed(call, vend);
    if (typeof receiptNumber !== 'string') return receiptNumber;
    const body = {
      type: 'CancelVendResp',
      ...(await this.writeSale.standing(call, 'Cancelled')),
      cancelRefNo: receiptNumber,
      origTx: originalOf(call.profile, vend),
    } as const;
    return { element: 'cancelVendResp', body };
  }

  /** @returns the reversal's receipt number */
  private async reversed(call: TillCall<Cancel>, { vendId }: Vend): Promise<string | Refusal> {
    const wanted = { vendId, reason: 'cancelled at its till', since: await this.kept.since(call) };
    try {
      const { reversal } = await this.reverseVend.execute(call.terminal.principal, wanted);
      if (reversal.decision?.state === 'reversed') return reversal.decision.receiptNumber;
      if (stateOf(reversal) === 'awaiting-approval')
        return underWay(
          'CancelEx',
          'a second person decides whether it is taken back: send the same message again',
          'vending.second_person_required',
        );
      return refuse('CancelEx', 'a second person has refused it: the sale stands', 'vending.reversal_refused');
    } catch (error) {
      if (error instanceof VendingError && error.code === 'vending.reversal_refused') return refuse('CancelEx', error.message, error.code);
      throw error;
    }
  }
}

/** By its token, or by its receipt's number where the profile has a place for it. Whoever has neither means no sale. */
function isMeant(vend: Vend, { token, TransactionNumber }: Cancel): boolean {
  if (!isCompleted(vend) && !isReversed(vend)) return false;
  const { tokens, receiptNumber } = vend.outcome;
  if (token) return tokens.some((one) => one.token === digitsOf(token satisfies Pick<Value<'STS1Token'>, 'stsCipher'>));
  return TransactionNumber !== undefined && TransactionNumber === receiptNumber;
}
