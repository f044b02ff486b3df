import type { EventData } from '@openprepay/contracts/event';
import type { TokenIssued } from '@openprepay/contracts/key-management';
import { memberText } from '@openprepay/contracts/open-enum';
import { TokenOrderCompleted } from '@openprepay/contracts/vending';
import type { Caused, Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { CampaignMeterRepository } from '../campaign-meters/campaign-meter.repository.js';
import { VendingError } from '../vending-error.js';
import type { OrderSettlements } from './order-settlements.js';
import { matchOrders } from './match-orders.js';
import type { AskedOrder, SettledOrder } from './token-order.js';
import type { TokenOrderRepository } from './token-order.repository.js';

type Issued = Caused<EventData<typeof TokenIssued>>;

/** The vault's tokens complete orders: the head-end hears of it, whoever waits is woken, and has the set that is entered before. */
export class CompleteTokenOrders {
  constructor(
    private readonly orders: TokenOrderRepository,
    private readonly campaignMeters: CampaignMeterRepository,
    private readonly outbox: Outbox,
    private readonly settlements: OrderSettlements,
    private readonly clock: Clock,
  ) {}

  /**
   * Safe to repeat: what is completed already stays as it is.
   * @throws {VendingError} `vending.token_order_unknown`, `vending.token_answer_contradicts`
   */
  async execute(tx: Tx, issued: readonly Issued[]): Promise<void> {
    if (issued.length === 0) return;
    const { found, unknown } = matchOrders(
      await this.orders.lockAll(
        tx,
        issued.map(({ requestId }) => requestId),
      ),
      issued,
      'completed',
    );
    const [stray] = unknown;
    if (stray) throw new VendingError('vending.token_order_unknown', `the vault answers for order ${stray.requestId}, which there is not`);
    if (found.length === 0) return;

    const at = this.clock.now();
    const completed = found.map(({ order, answer }): SettledOrder => ({
      ...order,
      outcome: { state: 'completed', tokens: tokensOf(order, answer), sampleTables: answer.sampleTables, at },
    }));
    await this.orders.settle(tx, completed);
    const sets = await this.orders.setsBefore(
      tx,
      completed.map(({ orderId }) => orderId),
    );
    const handedOver = [...sets.values()].map(({ keyChangeId }) => keyChangeId);
    await this.campaignMeters.deliver(tx, handedOver, { at, through: 'vend' });
    await this.outbox.appendAll(
      tx,
      TokenOrderCompleted,
      found.map(({ order: { orderId, meterNumber, meterPan }, answer: { tokens, cause } }) => ({
        data: { orderId, meterNumber, meterPan, tokens, completedAt: at },
        cause,
      })),
    );
    this.settlements.announce(tx, completed);
  }
}

/** A token that says something else to the meter is for people to look at. */
function tokensOf({ orderId, kind, value }: AskedOrder, { tokens }: Issued) {
  const [token, more] = tokens.map((one) => ({ ...one, kind: memberText(one.kind) }));
  if (!token || more || token.kind !== kind || token.value !== value) {
    throw new VendingError('vending.token_answer_contradicts', `the token for order ${orderId} is not what was asked for`);
  }
  return [{ token: token.token, kind, tokenIdentifier: token.tokenIdentifier, value }];
}
