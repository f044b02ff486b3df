import { present } from '@openprepay/contracts/present';
import { MeterPresenceChanged } from '@openprepay/contracts/telemetry';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Tx } from '@openprepay/persistence/tx';
import type { ResumeDeliveries } from '../deliveries/resume-deliveries.js';
import type { MeterIdentity } from '../meters/meter.js';
import type { MeterStateRepository } from '../shadow/meter-state.repository.js';
import type { StateUplink } from '../uplink/uplink.js';

export interface ReportedPresence {
  readonly meter: MeterIdentity;
  readonly state: StateUplink;
  readonly at: Date;
}

/** What a meter, or the broker in its name (last will), said of its session. A meter that connects is sent what waits for it. */
export class ReportPresence {
  constructor(
    private readonly states: MeterStateRepository,
    private readonly resumeDeliveries: ResumeDeliveries,
    private readonly outbox: Outbox,
  ) {}

  async execute(tx: Tx, { meter, state, at }: ReportedPresence): Promise<void> {
    const { meterNumber, meterPan } = meter;
    const { online, firmware } = state;
    const changed = await this.states.report(tx, { meterNumber, connected: online, firmware, at });
    if (state.settings !== undefined) await this.states.setSettings(tx, { meterNumber, at }, state.settings);
    if (online) await this.resumeDeliveries.execute(tx, [meterNumber]);
    if (changed) await this.outbox.append(tx, MeterPresenceChanged, present({ meterNumber, meterPan, online, at, firmware }));
  }
}
