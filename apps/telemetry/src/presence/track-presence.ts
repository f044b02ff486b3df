import { MeterPresenceChanged } from '@openprepay/contracts/telemetry';
import type { Caused, Outbox } from '@openprepay/messaging/outbox';
import type { Tx } from '@openprepay/persistence/tx';
import type { DeliveryRepository } from '../deliveries/delivery.repository.js';
import type { Wake } from '../deliveries/wake.js';
import type { StateUplink } from '../ingest/uplink.js';
import type { MeterIdentity } from '../meters/meter.repository.js';
import type { MeterStateRepository } from './meter-state.repository.js';

export type ReportedState = Pick<StateUplink, 'online' | 'firmware'> & { readonly at: Date };

interface Heard {
  readonly meterNumber: string;
  readonly meterPan: string;
  readonly receivedAt: Date;
}

/** Who is connected: by the meter's own state message and last will, and by hearing of it at all. */
export class TrackPresence {
  constructor(
    private readonly states: MeterStateRepository,
    private readonly deliveries: DeliveryRepository,
    private readonly outbox: Outbox,
    private readonly deliveryWake: Wake,
  ) {}

  /** What a meter, or the broker in its name, said of its session. A meter that connects is sent what waits for it. */
  async report(tx: Tx, { meterNumber, meterPan }: MeterIdentity, { online, firmware, at }: ReportedState): Promise<void> {
    const known = firmware === undefined ? {} : { firmware };
    const changed = await this.states.report(tx, { meterNumber, connected: online, at, ...known });
    if (online) await this.sendWaiting(tx, [meterNumber], at);
    if (changed) await this.outbox.append(tx, MeterPresenceChanged, { meterNumber, meterPan, online, at, ...known });
  }

  /** Meters that were heard of; one that counted as offline is back. */
  async seen(tx: Tx, heard: readonly Caused<Heard>[]): Promise<void> {
    const latest = new Map<string, Caused<Heard>>();
    for (const one of heard) {
      const known = latest.get(one.meterNumber);
      if (known === undefined || known.receivedAt < one.receivedAt) latest.set(one.meterNumber, one);
    }
    const back = await this.states.seen(
      tx,
      [...latest.values()].map(({ meterNumber, receivedAt }) => ({ meterNumber, at: receivedAt })),
    );
    if (back.length === 0) return;
    const returned = back.map((meterNumber) => latest.get(meterNumber)!);
    await this.sendWaiting(tx, back, returned[0]!.receivedAt);
    await this.outbox.appendAll(
      tx,
      MeterPresenceChanged,
      returned.map(({ meterNumber, meterPan, receivedAt, cause }) => ({
        data: { meterNumber, meterPan, online: true, at: receivedAt },
        cause,
      })),
    );
  }

  private async sendWaiting(tx: Tx, meterNumbers: readonly string[], at: Date): Promise<void> {
    const due = await this.deliveries.makeDue(tx, meterNumbers, at);
    if (due > 0) tx.afterCommit(() => this.deliveryWake.wake());
  }
}
