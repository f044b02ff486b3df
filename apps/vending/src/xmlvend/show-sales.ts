import { formatCredit } from '@openprepay/quantities';
import type { Clock } from '@openprepay/persistence/clock';
import type { Message } from '@openprepay/xmlvend';
import type { ReprintVend } from '../receipts/reprint-vend.js';
import type { FindVends } from '../vend/find-vends.js';
import { type CompletedVend, isCompleted } from '../vend/vend.js';
import { VendingError } from '../vending-error.js';
import { refuse, type Refusal } from './refusal.js';
import type { TillCall, Written } from './till-call.js';
import type { WriteSale } from './write-sale.js';
import { answered } from './written-answer.js';
import { saleOf } from './written-receipt.js';
import { digitsOf } from './written-token.js';
import { meterNumberIn } from './written-sale.js';

/** Sales that a reprint has: the newest. */
const REPRINTED = 3;
/** Sales of a meter among which a token is looked for. */
const VERIFIED_AMONG = 100;

/** What the till's vendor has sold to a meter before. */
export class ShowSales {
  constructor(
    private readonly findVends: FindVends,
    private readonly reprintVend: ReprintVend,
    private readonly writeSale: WriteSale,
    private readonly clock: Clock,
  ) {}

  /** Copies are counted, as by REST: what is handed out again counts as delivered. @throws {VendingError} as `FindVends` */
  async reprint(call: TillCall<Written<'ReprintReq'>>): Promise<Message | Refusal> {
    const { idMethod } = call.asked;
    if (idMethod.type !== 'VendIDMethod') return refuse('ReprintEx', 'receipts are found by the meter’s number');
    const meterNumber = meterNumberIn(idMethod);
    if (typeof meterNumber !== 'string') return meterNumber;
    const { items } = await this.findVends.execute(call.terminal.principal, { meterNumber, state: 'completed', limit: REPRINTED });
    const reprint = [];
    for (const { vendId } of items) {
      const vend = await this.copyOf(call, vendId);
      if (vend) reprint.push(await this.writeSale.execute(call, vend));
    }
    if (reprint.length === 0) return refuse('ReprintEx', 'this vendor has sold nothing to the meter');
    return { element: 'reprintResp', body: { type: 'ReprintResp', ...answered(call, this.clock, 'Reprint'), reprint } };
  }

  /** @throws {VendingError} as `FindVends` */
  async verify(call: TillCall<Written<'VerifyReq'>>): Promise<Message | Refusal> {
    const { token, idMethod } = call.asked;
    if (token.type !== 'STS1Token' || !idMethod) return refuse('VerifyTokenEx', 'a token is verified by its digits and its meter’s number');
    const digits = digitsOf(token);
    if (digits === undefined) return refuse('VerifyTokenEx', 'a token has 20 digits');
    const meterNumber = meterNumberIn(idMethod);
    if (typeof meterNumber !== 'string') return meterNumber;
    const { items } = await this.findVends.execute(call.terminal.principal, { meterNumber, state: 'completed', limit: VERIFIED_AMONG });
    for (const vend of items.filter(isCompleted)) {
      const sold = vend.outcome.tokens.find((one) => one.token === digits);
      if (!sold) continue;
      const tokenInfo = {
        type: 'STS1TokenInfo',
        tokenID: String(sold.tokenIdentifier),
        transferAmt: formatCredit(sold.amountTenths),
      } as const;
      const creditVendTx = saleOf(call.profile, vend, sold);
      return { element: 'verifyResp', body: { type: 'VerifyResp', ...answered(call, this.clock, 'Verified'), creditVendTx, tokenInfo } };
    }
    return refuse('VerifyTokenEx', 'this vendor has not sold this token to this meter lately');
  }

  /** Undefined where it has been taken back since it was found. */
  private async copyOf({ terminal }: TillCall, vendId: string): Promise<CompletedVend | undefined> {
    try {
      return await this.reprintVend.execute(terminal.principal, { vendId });
    } catch (error) {
      if (error instanceof VendingError && error.code === 'vending.vend_not_completed') return undefined;
      throw error;
    }
  }
}
