import { Turns } from '@openprepay/pace/turns';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { RecordCommandResult } from '../commands/record-command-result.js';
import type { RecordTokenResult } from '../deliveries/record-token-result.js';
import type { ReportPresence } from '../presence/report-presence.js';
import { limits } from '../telemetry-limits.js';
import type { CommandResultUplink, StateUplink, TokenResultUplink } from '../uplink/uplink.js';
import type { IngestMetrics } from './ingest-metrics.js';
import { refuse } from './refusal.js';
import { type Retrying, Stopping } from './retrying.js';
import type { SetUplinksAside } from './set-uplinks-aside.js';
import type { Understood } from './taken.js';

type Direct = Understood<StateUplink | TokenResultUplink | CommandResultUplink>;

/**
 * Writes state and token results to the database, one transaction each, several meters at once, and acknowledges them. A
 * meter's are written in order, and meters take turns: one that says much waits behind itself.
 */
export class StoreUplinks {
  private readonly turns = new Turns(limits.ingest.metersAtOnce);

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly reportPresence: ReportPresence,
    private readonly recordTokenResult: RecordTokenResult,
    private readonly recordCommandResult: RecordCommandResult,
    private readonly setAside: SetUplinksAside,
    private readonly retrying: Retrying,
    private readonly metrics: IngestMetrics,
  ) {}

  /** @throws {Stopping} */
  async execute(uplinks: readonly Direct[]): Promise<void> {
    await Promise.all(uplinks.map((uplink) => this.turns.run(uplink.meter.meterNumber, () => this.store(uplink))));
  }

  private async store(understood: Direct): Promise<void> {
    const { taken, meter, uplink } = understood;
    try {
      await this.retrying.run(`storing a ${uplink.kind}`, () => this.once(understood), limits.ingest.handlingTries);
    } catch (error) {
      if (error instanceof Stopping) throw error;
      return this.setAside.execute([refuse(taken, meter, error)]);
    }
    taken.acknowledge();
    this.metrics.durable(uplink.kind, 1);
  }

  /** @throws what is wrong with it */
  once({ taken: { receivedAt: at }, meter, uplink }: Direct): Promise<void> {
    return this.unitOfWork.run(meter.utility, async (tx) => {
      switch (uplink.kind) {
        case 'state':
          return this.reportPresence.execute(tx, { meter, state: uplink, at });
        case 'token-result':
          return this.recordTokenResult.execute(tx, { result: uplink, at });
        case 'command-result':
          return this.recordCommandResult.execute(tx, { result: uplink, at });
      }
    });
  }
}
