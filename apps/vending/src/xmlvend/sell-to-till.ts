import type { Clock } from '@openprepay/persistence/clock';
import type { Message } from '@openprepay/xmlvend';
import type { QuoteVend } from '../selling/quote-vend.js';
import type { SellVend } from '../selling/sell-vend.js';
import { isCompleted } from '../vend/vend.js';
import { messageKey } from './message-key.js';
import { refuse, type Refusal } from './refusal.js';
import type { TillCall, Written } from './till-call.js';
import type { WriteSale } from './write-sale.js';
import { amountOf, answered } from './written-answer.js';
import { transactionsOf } from './written-receipt.js';
import { saleIn } from './written-sale.js';

/** A sale, and what one would give, for a till. A message makes one sale, however often it is sent. */
export class SellToTill {
  constructor(
    private readonly sellVend: SellVend,
    private readonly quoteVend: QuoteVend,
    private readonly writeSale: WriteSale,
    private readonly clock: Clock,
  ) {}

  /** @throws {VendingError} as `SellVend` */
  async sell(call: TillCall<Written<'CreditVendReq'>>): Promise<Message | Refusal> {
    const { asked, terminal } = call;
    const sale = saleIn(asked);
    if ('refused' in sale) return sale;
    const { vend } = await this.sellVend.execute(terminal.principal, { ...sale, idempotencyKey: messageKey(asked, asked.msgID) });
    if (!isCompleted(vend)) return refuse('IndeterminantLastResponseEx', 'the token is not there yet: ask for the last response');
    return { element: 'creditVendResp', body: { type: 'CreditVendResp', ...(await this.writeSale.parts(call, vend)) } };
  }

  /** @throws {VendingError} as `QuoteVend` */
  async trial(call: TillCall<Written<'TrialCreditVendReq'>>): Promise<Message | Refusal> {
    const sale = saleIn(call.asked);
    if ('refused' in sale) return sale;
    const { priced } = await this.quoteVend.execute(call.terminal.principal, sale);
    const transactions = {
      tx: transactionsOf(call.profile, priced),
      tenderAmt: amountOf(priced.tenderMinor, priced.currency),
    };
    const body = { type: 'TrialCreditVendResp', ...answered(call, this.clock, 'Trial'), creditVendReceipt: { transactions } } as const;
    return { element: 'trialCreditVendResp', body };
  }
}
