import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { requireSettledKey } from '../meters/meter.js';
import type { MeterRepository } from '../meters/meter.repository.js';
import { personOf } from '../person.js';
import type { SecondPerson } from '../terminals/second-person.js';
import type { VaultRequests } from '../vault-requests/vault-requests.js';
import { requireStaff } from '../vendors/vendor-scope.js';
import { VendingError } from '../vending-error.js';
import { askForTokens } from './ask-for-token.js';
import type { OrderSettlements } from './order-settlements.js';
import { isAsked, requireAwaitingApproval, type TokenOrder } from './token-order.js';
import type { TokenOrderRepository } from './token-order.repository.js';

export interface DecideTokenOrderCommand {
  readonly orderId: string;
  /** Why it is not to be; undefined where it is. */
  readonly refusal: string | undefined;
}

/** Has the token made that another person has ordered, by the key that the meter has now; or says why not. Both stand in the record. */
export class DecideTokenOrder {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly meters: MeterRepository,
    private readonly orders: TokenOrderRepository,
    private readonly secondPerson: SecondPerson,
    private readonly requests: VaultRequests,
    private readonly settlements: OrderSettlements,
    private readonly clock: Clock,
  ) {}

  /**
   * Whoever ordered may refuse it: that takes it back.
   * @throws {VendingError} `vending.token_order_unknown`, `vending.token_order_decided`, `vending.token_refused`, `vending.staff_required`,
   *   `vending.key_change_pending`;
   *   {SecondPersonRequired} `vending.second_person_required`
   */
  async execute(caller: Principal, command: DecideTokenOrderCommand): Promise<TokenOrder> {
    requireStaff(caller);
    const { utility } = caller;
    const decided = await this.unitOfWork.run(utility, (tx) => this.decide(tx, caller, command));
    return this.settlements.await(utility, decided);
  }

  private async decide(tx: Tx, caller: Principal, { orderId, refusal }: DecideTokenOrderCommand): Promise<TokenOrder> {
    const { meterNumber } = await this.orders.require(tx, orderId);
    // the meter before the order, as everybody has it
    const meter = await this.meters.lock(tx, meterNumber);
    const [order] = await this.orders.lockAll(tx, [orderId]);
    if (!meter || !order) throw new VendingError('vending.token_order_unknown', `there is no order ${orderId}`);
    requireAwaitingApproval(order);
    if (refusal === undefined) {
      requireSettledKey(meter);
      await this.secondPerson.require(tx, caller, order);
    }
    const decidedAt = this.clock.now();
    const decided: TokenOrder = {
      ...order,
      decision: { decidedBy: personOf(caller), decidedAt, refusal },
      request: refusal === undefined ? { keyData: meter.keyData } : undefined,
    };
    await this.orders.decide(tx, decided);
    if (isAsked(decided)) await askForTokens(tx, this.requests, { orders: [decided], at: decidedAt });
    return decided;
  }
}
