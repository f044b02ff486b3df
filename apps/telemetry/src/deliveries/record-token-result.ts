import type { Tx } from '@openprepay/persistence/tx';
import type { MeterStateRepository } from '../shadow/meter-state.repository.js';
import { UplinkRefused } from '../uplink/uplink-refused.js';
import type { TokenResultUplink } from '../uplink/uplink.js';
import { addVerdict, type Delivery } from './delivery.js';
import type { DeliveryRepository } from './delivery.repository.js';
import type { SettleDelivery } from './settle-delivery.js';

export interface ReceivedTokenResult {
  readonly result: TokenResultUplink;
  readonly at: Date;
}

/** Takes the meter's own verdict on a token; the last verdict settles the delivery. */
export class RecordTokenResult {
  constructor(
    private readonly deliveries: DeliveryRepository,
    private readonly states: MeterStateRepository,
    private readonly settleDelivery: SettleDelivery,
  ) {}

  /** @throws {UplinkRefused} `telemetry.delivery_unknown`, `telemetry.delivery_token_unknown` */
  async execute(tx: Tx, { result, at }: ReceivedTokenResult): Promise<void> {
    const { meterNumber, token, verdict, creditRemaining } = result;
    const delivery = await this.lock(tx, result);
    if (creditRemaining !== undefined) await this.states.setCredit(tx, { meterNumber, at }, creditRemaining);
    // A meter that repeats itself changes nothing; one that accepts after the delivery was given up has the last word.
    if (delivery.state === 'accepted' || delivery.state === 'rejected') return;

    const outcome = addVerdict(delivery, token, verdict.accepted ? 'accepted' : verdict.code);
    const { verdicts } = outcome;
    switch (outcome.kind) {
      case 'waiting':
        return this.deliveries.setVerdicts(tx, delivery.deliveryId, verdicts);
      case 'accepted': {
        const { alreadyCredited } = outcome;
        return this.settleDelivery.execute(tx, { delivery, end: { state: 'accepted', alreadyCredited, creditRemaining }, verdicts, at });
      }
      case 'rejected':
        return this.settleDelivery.execute(tx, { delivery, end: { state: 'rejected', code: outcome.code }, verdicts, at });
    }
  }

  private async lock(tx: Tx, { deliveryId, meterNumber, token }: TokenResultUplink): Promise<Delivery> {
    const delivery = await this.deliveries.lock(tx, deliveryId);
    if (!delivery || delivery.meterNumber !== meterNumber) {
      throw new UplinkRefused('telemetry.delivery_unknown', 'no such token was sent to this meter');
    }
    if (!delivery.tokens.includes(token)) {
      throw new UplinkRefused('telemetry.delivery_token_unknown', 'the delivery did not hold this token');
    }
    return delivery;
  }
}
