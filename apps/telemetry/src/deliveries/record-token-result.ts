import { TokenAccepted, TokenRejected } from '@openprepay/contracts/telemetry';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Tx } from '@openprepay/persistence/tx';
import type { TokenResultUplink } from '../ingest/uplink.js';
import type { MeterStateRepository } from '../presence/meter-state.repository.js';
import { UplinkRefused } from '../telemetry-error.js';
import { telemetryMetrics } from '../telemetry-metrics.js';
import { addVerdict, type Delivery, type DeliveryOutcome } from './delivery.js';
import type { DeliveryRepository } from './delivery.repository.js';
import type { Wake } from './wake.js';

interface Settling {
  readonly outcome: Exclude<DeliveryOutcome, { kind: 'waiting' }>;
  readonly result: TokenResultUplink;
  readonly at: Date;
}

/** Takes the meter's own verdict on a token; the last verdict settles the delivery and tells the others. */
export class RecordTokenResult {
  constructor(
    private readonly deliveries: DeliveryRepository,
    private readonly states: MeterStateRepository,
    private readonly outbox: Outbox,
    private readonly deliveryWake: Wake,
  ) {}

  /** @throws {UplinkRefused} `telemetry.delivery_unknown`, `telemetry.delivery_token_unknown` */
  async execute(tx: Tx, result: TokenResultUplink, at: Date): Promise<void> {
    const delivery = await this.deliveries.lock(tx, result.deliveryId);
    if (!delivery || delivery.meterNumber !== result.meterNumber) {
      throw new UplinkRefused('telemetry.delivery_unknown', 'no such token was sent to this meter');
    }
    if (!delivery.tokens.includes(result.token)) {
      throw new UplinkRefused('telemetry.delivery_token_unknown', 'the delivery did not hold this token');
    }
    if (result.creditRemaining !== undefined)
      await this.states.setCredit(tx, { meterNumber: result.meterNumber, at }, result.creditRemaining);
    // A meter that repeats itself changes nothing; one that accepts after the delivery was given up has the last word.
    if (delivery.state === 'accepted' || delivery.state === 'rejected') return;
    const outcome = addVerdict(delivery, result.token, result.verdict.accepted ? 'accepted' : result.verdict.code);
    if (outcome.kind === 'waiting') return this.deliveries.setVerdicts(tx, delivery.deliveryId, outcome.verdicts);
    await this.settle(tx, delivery, { outcome, result, at });
  }

  private async settle(tx: Tx, delivery: Delivery, { outcome, result, at }: Settling): Promise<void> {
    const { deliveryId, vendId, meterNumber, meterPan } = delivery;
    const subject = { deliveryId, vendId, meterNumber, meterPan };
    if (outcome.kind === 'accepted') {
      const { alreadyCredited, verdicts } = outcome;
      const credit = result.creditRemaining === undefined ? {} : { creditRemaining: result.creditRemaining };
      await this.deliveries.settle(tx, deliveryId, { state: 'accepted', verdicts, at });
      await this.outbox.append(tx, TokenAccepted, { ...subject, acceptedAt: at, alreadyCredited, ...credit });
    } else {
      const { code, verdicts } = outcome;
      await this.deliveries.settle(tx, deliveryId, { state: 'rejected', code, verdicts, at });
      await this.outbox.append(tx, TokenRejected, { ...subject, rejectedAt: at, code });
    }
    tx.afterCommit(() => {
      telemetryMetrics().deliveries.inc({ state: outcome.kind });
      this.deliveryWake.wake();
    });
  }
}
