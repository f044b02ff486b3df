import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { RecordTokenResult } from '../deliveries/record-token-result.js';
import type { ReportPresence } from '../presence/report-presence.js';
import { limits } from '../telemetry-limits.js';
import type { StateUplink, TokenResultUplink } from '../uplink/uplink.js';
import type { IngestMetrics } from './ingest-metrics.js';
import { refuse } from './refusal.js';
import { type Retrying, Stopping } from './retrying.js';
import type { SetUplinksAside } from './set-uplinks-aside.js';
import type { Understood } from './taken.js';

type Direct = Understood<StateUplink | TokenResultUplink>;

/**
 * Writes state and token results to the database, one transaction each, several meters at once, and acknowledges them. A
 * batch waits for the one before, so a meter's order holds.
 */
export class StoreUplinks {
  private last: Promise<void> = Promise.resolve();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly reportPresence: ReportPresence,
    private readonly recordTokenResult: RecordTokenResult,
    private readonly setAside: SetUplinksAside,
    private readonly retrying: Retrying,
    private readonly metrics: IngestMetrics,
  ) {}

  /** @throws {Stopping} */
  async execute(uplinks: readonly Direct[]): Promise<void> {
    if (uplinks.length === 0) return;
    const run = this.last.catch(() => undefined).then(() => this.storeAll(uplinks));
    this.last = run;
    await run;
  }

  private async storeAll(uplinks: readonly Direct[]): Promise<void> {
    const meters = [...byMeter(uplinks).values()];
    const next = async (): Promise<void> => {
      for (let ofMeter = meters.shift(); ofMeter !== undefined; ofMeter = meters.shift()) {
        for (const uplink of ofMeter) await this.store(uplink);
      }
    };
    await Promise.all(Array.from({ length: limits.ingest.metersAtOnce }, next));
  }

  private async store(understood: Direct): Promise<void> {
    const { taken, meter, uplink } = understood;
    try {
      await this.retrying.run(`storing a ${uplink.kind}`, () => this.storeOnce(understood), limits.ingest.handlingTries);
    } catch (error) {
      if (error instanceof Stopping) throw error;
      return this.setAside.execute([refuse(taken, meter, error)]);
    }
    taken.acknowledge();
    this.metrics.durable(uplink.kind, 1);
  }

  private storeOnce({ taken: { receivedAt: at }, meter, uplink }: Direct): Promise<void> {
    return this.unitOfWork.run(meter.utility, (tx) =>
      uplink.kind === 'state'
        ? this.reportPresence.execute(tx, { meter, state: uplink, at })
        : this.recordTokenResult.execute(tx, { result: uplink, at }),
    );
  }
}

function byMeter(uplinks: readonly Direct[]): ReadonlyMap<string, readonly Direct[]> {
  const groups = new Map<string, Direct[]>();
  for (const uplink of uplinks) {
    const group = groups.get(uplink.meter.meterNumber);
    if (group) group.push(uplink);
    else groups.set(uplink.meter.meterNumber, [uplink]);
  }
  return groups;
}
