import { MeterPresenceChanged } from '@openprepay/contracts/telemetry';
import type { Caused, Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { ResumeDeliveries } from '../deliveries/resume-deliveries.js';
import type { MeterStateRepository } from '../shadow/meter-state.repository.js';

export interface HeardMeter {
  readonly meterNumber: string;
  readonly meterPan: string;
  readonly receivedAt: Date;
}

/** Meters were heard of, whatever they said; one that counted as away is back, and is sent what waits for it. */
export class NoteHeardMeters {
  constructor(
    private readonly states: MeterStateRepository,
    private readonly resumeDeliveries: ResumeDeliveries,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  async execute(tx: Tx, heard: readonly Caused<HeardMeter>[]): Promise<void> {
    const latest = latestOfEach(heard);
    const seen = [...latest.values()].map(({ meterNumber, receivedAt }) => ({ meterNumber, at: receivedAt }));
    const back = await this.states.seen(tx, seen, this.clock.now());
    if (back.length === 0) return;
    const returned = back.map((meterNumber) => latest.get(meterNumber)!);
    await this.resumeDeliveries.execute(tx, back);
    await this.outbox.appendAll(
      tx,
      MeterPresenceChanged,
      returned.map(({ meterNumber, meterPan, receivedAt, cause }) => ({
        data: { meterNumber, meterPan, online: true, at: receivedAt },
        cause,
      })),
    );
  }
}

function latestOfEach<Heard extends HeardMeter>(heard: readonly Heard[]): ReadonlyMap<string, Heard> {
  const latest = new Map<string, Heard>();
  for (const one of heard) {
    const known = latest.get(one.meterNumber);
    if (known === undefined || known.receivedAt < one.receivedAt) latest.set(one.meterNumber, one);
  }
  return latest;
}
