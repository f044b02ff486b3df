import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { type Meter, readMeterNumber, requireSettledKey } from '../meters/meter.js';
import type { MeterRepository } from '../meters/meter.repository.js';
import { personOf } from '../person.js';
import type { VaultRequests } from '../vault-requests/vault-requests.js';
import { requireStaff } from '../vendors/vendor-scope.js';
import { VendingError } from '../vending-error.js';
import { askForTokens } from './ask-for-token.js';
import type { OrderSettlements } from './order-settlements.js';
import { isAsked, replay, type TokenOrder, valueOf, type WantedToken } from './token-order.js';
import type { TokenOrderRepository } from './token-order.repository.js';
import { limitOf, needsApproval, type TokenPolicy } from './token-policy.js';
import type { TokenPolicyRepository } from './token-policy.repository.js';

const DAY_MS = 24 * 3_600_000;

export type OrderTokenCommand = WantedToken & {
  readonly meterNumber: string;
  readonly reason: string;
  readonly idempotencyKey: string;
};

export interface OrderedNow {
  readonly order: TokenOrder;
  /** True where the key had made this order before. */
  readonly replayed: boolean;
}

/** Orders a management token for a meter: made at once, or when a second person wants it too. A key of a person makes one order. */
export class OrderToken {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly meters: MeterRepository,
    private readonly orders: TokenOrderRepository,
    private readonly policies: TokenPolicyRepository,
    private readonly requests: VaultRequests,
    private readonly settlements: OrderSettlements,
    private readonly clock: Clock,
  ) {}

  /**
   * Safe to repeat.
   * @throws {VendingError} `vending.meter_number_invalid`, `vending.meter_unknown`, `vending.idempotency_key_reused`,
   *   `vending.idempotency_key_expired`, `vending.token_limit_reached`, `vending.token_refused`, `vending.staff_required`, `vending.key_change_pending`
   */
  async execute(caller: Principal, written: OrderTokenCommand): Promise<OrderedNow> {
    requireStaff(caller);
    const command = { ...written, meterNumber: readMeterNumber(written.meterNumber).meterNumber };
    const { utility } = caller;
    const { order, replayed } = await this.unitOfWork.run(utility, (tx) => this.place(tx, caller, command));
    return { order: await this.settlements.await(utility, order), replayed };
  }

  private async place(tx: Tx, caller: Principal, command: OrderTokenCommand): Promise<OrderedNow> {
    await this.orders.lockPerson(tx, caller.subject);
    const earlier = await this.orders.findByKey(tx, caller.subject, command.idempotencyKey);
    const now = this.clock.now();
    if (earlier) return { order: replay(earlier, command, now), replayed: true };

    const meter = await this.meters.lock(tx, command.meterNumber);
    if (!meter) throw new VendingError('vending.meter_unknown', `there is no meter ${command.meterNumber}`);
    requireSettledKey(meter);
    const policies = await this.policies.binding(tx, caller);
    await this.requireWithinLimit(tx, caller, { policies, command, now });
    const order = this.orderOf(caller, { meter, policies, command, now });
    await this.orders.insert(tx, order, now);
    if (isAsked(order)) await askForTokens(tx, this.requests, { orders: [order], at: now });
    return { order, replayed: false };
  }

  private orderOf(caller: Principal, { meter, policies, command, now }: Placed & { readonly meter: Meter }): TokenOrder {
    return {
      orderId: this.clock.newId(),
      idempotencyKey: command.idempotencyKey,
      meterNumber: meter.meterNumber,
      meterPan: meter.meterPan,
      commodity: meter.commodity,
      kind: command.kind,
      parameters: command.parameters ?? {},
      value: valueOf(command, meter.commodity),
      reason: command.reason,
      requestedBy: personOf(caller),
      requestedAt: now,
      decision: undefined,
      request: needsApproval(policies, command.kind) ? undefined : { keyData: meter.keyData },
      cancellation: undefined,
      outcome: undefined,
      delivery: { state: 'none' },
    };
  }

  private async requireWithinLimit(tx: Tx, caller: Principal, { policies, command, now }: Placed): Promise<void> {
    const { kind } = command;
    const limit = limitOf(policies, kind);
    if (limit === undefined) return;
    const ordered = await this.orders.countSince(tx, { subject: caller.subject, kind, since: new Date(now.getTime() - DAY_MS) });
    if (ordered < limit) return;
    throw new VendingError('vending.token_limit_reached', `one person orders no more than ${limit} of ${kind} within 24 hours`);
  }
}

interface Placed {
  readonly policies: readonly TokenPolicy[];
  readonly command: OrderTokenCommand;
  readonly now: Date;
}
