import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { GiveFreeBasic } from '../selling/give-free-basic.js';
import type { QuoteVend } from '../selling/quote-vend.js';
import type { SellVend } from '../selling/sell-vend.js';
import { isCompleted, isReversed } from '../vend/vend.js';
import { type ClientCall, isRehearsed, messageOf, purchaseKey } from './client-call.js';
import type { ElectrumMessageRepository } from './electrum-message.repository.js';
import { ElectrumRefusal, unlocated } from './electrum-refusal.js';
import type { Members } from './members.js';
import { buyScenario } from './scenario-meters.js';
import type { WritePurchase } from './write-purchase.js';
import { echoOf, type PurchaseRequest, purchaseRequest, readMessage, saleIn } from './written-request.js';
import { customerOf, meterOf, moneyOf, utilityOf } from './written-sale.js';

/** Sales of clients: a purchase's id is one sale, however often and by whatever retry it is asked for. */
export class BuyToken {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly messages: ElectrumMessageRepository,
    private readonly sellVend: SellVend,
    private readonly giveFreeBasic: GiveFreeBasic,
    private readonly quoteVend: QuoteVend,
    private readonly writePurchase: WritePurchase,
    private readonly clock: Clock,
  ) {}

  /** @throws {ElectrumRefusal} `DUPLICATE_RECORD` for an id that was used, `OUTCOME_UNKNOWN` where there is no token yet; {VendingError} as `SellVend` */
  async purchase(call: ClientCall): Promise<Members> {
    const asked = readMessage(purchaseRequest, call.body, { id: call.params['purchaseId'] ?? '' });
    const { meterId } = asked.meter;
    await this.unitOfWork.run(call.principal.utility, (tx) =>
      this.messages.insert(tx, messageOf(call, { kind: 'purchase', messageId: asked.id, meterId }, this.clock)),
    );
    return this.sell(call, asked, { purchaseId: asked.id, retried: false });
  }

  /** Of a purchase that was never answered: its sale, or where it came to none, one. @throws {ElectrumRefusal} `UNABLE_TO_LOCATE_RECORD` */
  async retry(call: ClientCall): Promise<Members> {
    const asked = readMessage(purchaseRequest, call.body, {});
    const purchaseId = call.params['purchaseId'] ?? '';
    const { vendorId, utility } = call.principal;
    const original = await this.unitOfWork.run(utility, (tx) => this.messages.findPurchase(tx, vendorId, purchaseId));
    if (!original) throw unlocated(`purchase ${purchaseId}`);
    return this.sell(call, asked, { purchaseId, retried: true });
  }

  async trial(call: ClientCall): Promise<Members> {
    const asked = readMessage(purchaseRequest, call.body, { id: call.params['purchaseId'] ?? '' });
    const { principal } = call;
    const { meterId } = asked.meter;
    if (isRehearsed(call, meterId)) {
      const { tokens: _none, slipData: _nor, ...answer } = buyScenario(meterId, asked.purchaseAmount.amount, { retried: true });
      return { ...echoOf(asked), ...answer };
    }
    const sale = saleIn(asked);
    const { meter, priced } = await this.quoteVend.execute(principal, isFree(asked) ? freeQuoteIn(sale) : sale);
    return {
      ...echoOf(asked),
      ...moneyOf({ ...priced, commodity: meter.commodity }, new Map()),
      meter: meterOf(meter.meterNumber, meter.keyData, meter.commodity),
      customer: customerOf(meter.accountNumber),
      utility: utilityOf(principal.utility, principal.sandbox),
    };
  }

  private async sell(
    call: ClientCall,
    asked: PurchaseRequest,
    { purchaseId, retried }: { readonly purchaseId: string; readonly retried: boolean },
  ): Promise<Members> {
    const { meterId } = asked.meter;
    if (isRehearsed(call, meterId)) return { ...echoOf(asked), ...buyScenario(meterId, asked.purchaseAmount.amount, { retried }) };
    const sale = { ...saleIn(asked), idempotencyKey: purchaseKey(purchaseId) };
    const { vend } = await (isFree(asked)
      ? this.giveFreeBasic.execute(call.principal, freeIn(sale))
      : this.sellVend.execute(call.principal, sale));
    if (isReversed(vend)) throw new ElectrumRefusal(400, 'TRANSACTION_DECLINED', 'this sale has been taken back');
    if (!isCompleted(vend)) throw new ElectrumRefusal(504, 'OUTCOME_UNKNOWN', 'the token is not there yet: retry');
    return this.writePurchase.execute(call.principal, asked, vend);
  }
}

/** A purchase of nothing has the free token of the month. */
const isFree = ({ purchaseAmount }: PurchaseRequest): boolean => BigInt(purchaseAmount.amount) === 0n;
const freeQuoteIn = ({ meterNumber }: ReturnType<typeof saleIn>) =>
  ({ meterNumber, free: { grant: { kind: 'free-basic' } }, paymentMethod: 'none' }) as const;
const freeIn = ({ meterNumber, idempotencyKey }: { readonly meterNumber: string; readonly idempotencyKey: string }) => ({
  meterNumber,
  idempotencyKey,
});
