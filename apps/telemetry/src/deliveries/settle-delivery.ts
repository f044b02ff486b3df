import { TokenAccepted, TokenRejected } from '@openprepay/contracts/telemetry';
import { present } from '@openprepay/contracts/present';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Signal } from '@openprepay/pace/signal';
import type { Tx } from '@openprepay/persistence/tx';
import { ENDED_BY_CREDIT } from '../alarms/alarm.js';
import type { EndAlarms } from '../alarms/end-alarms.js';
import type { RaiseAlarm } from '../alarms/raise-alarm.js';
import type { Delivery, TokenRefusal, Verdicts } from './delivery.js';
import type { DeliveryMetrics } from './delivery-metrics.js';
import type { DeliveryRepository } from './delivery.repository.js';

/** Why an alarm about credit is over. */
const CREDITED = 'credited';
/** What was ordered, or another key, brings no credit: it only shows that the meter takes tokens. */
const ENDED_BY_ANY = ['delivery-failed'] as const;
const TAKEN = 'taken';

/** How a delivery ended: by the meter's own word, or because it had none. */
export type DeliveryEnd =
  | { readonly state: 'accepted'; readonly alreadyCredited: boolean; readonly creditRemaining?: string | undefined }
  | { readonly state: 'rejected'; readonly code: TokenRefusal }
  | { readonly state: 'expired'; readonly code: 'expired' };

export interface Settlement {
  /** Locked. */
  readonly delivery: Delivery;
  readonly end: DeliveryEnd;
  readonly verdicts: Verdicts;
  readonly at: Date;
}

/**
 * Ends a delivery and tells the others, in the trace of the vend that it is of. The meter's next one may go. A meter that has not
 * got its token is an alarm; one that is credited ends those about credit.
 */
export class SettleDelivery {
  constructor(
    private readonly deliveries: DeliveryRepository,
    private readonly endAlarms: EndAlarms,
    private readonly raiseAlarm: RaiseAlarm,
    private readonly outbox: Outbox,
    private readonly metrics: DeliveryMetrics,
    private readonly due: Signal,
  ) {}

  async execute(tx: Tx, settlement: Settlement): Promise<void> {
    const { delivery, end, verdicts, at } = settlement;
    const code = end.state === 'accepted' ? undefined : end.code;
    await this.deliveries.settle(tx, delivery.deliveryId, { state: end.state, code, verdicts, at });
    const next = await this.deliveries.makeDue(tx, [delivery.meterNumber]);
    await Promise.all([this.tell(tx, settlement), this.alarm(tx, settlement)]);
    tx.afterCommit(() => {
      this.metrics.settled(end.state);
      if (next > 0) this.due.wake();
    });
  }

  private async alarm(tx: Tx, { delivery: { meterNumber, meterPan, issuedFor, traceparent }, end, at }: Settlement): Promise<void> {
    if (end.state === 'accepted') {
      const [kinds, clearReason] = issuedFor === 'vend' ? [ENDED_BY_CREDIT, CREDITED] : [ENDED_BY_ANY, TAKEN];
      await this.endAlarms.ofMeter(tx, meterNumber, { kinds, clearedAt: at, clearReason });
    } else {
      await this.raiseAlarm.execute(tx, { meterNumber, meterPan, kind: 'delivery-failed', raisedAt: at }, { cause: traceparent });
    }
  }

  private async tell(tx: Tx, { delivery, end, at }: Settlement): Promise<void> {
    const { deliveryId, vendId, issuedFor, meterNumber, meterPan } = delivery;
    const subject = { deliveryId, vendId, ...(issuedFor === 'vend' ? {} : { issuedFor }), meterNumber, meterPan };
    const options = { cause: delivery.traceparent };
    if (end.state === 'accepted') {
      const { alreadyCredited, creditRemaining } = end;
      await this.outbox.append(tx, TokenAccepted, present({ ...subject, acceptedAt: at, alreadyCredited, creditRemaining }), options);
    } else {
      await this.outbox.append(tx, TokenRejected, { ...subject, rejectedAt: at, code: end.code }, options);
    }
  }
}
