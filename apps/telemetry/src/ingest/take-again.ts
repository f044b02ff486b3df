import { isCoded } from '@openprepay/contracts/coded';
import type { MeterDirectory } from '../meters/meter-directory.js';
import { NO_UTILITY, type QuarantinedMessage, type SetAside } from '../quarantine/quarantined-message.js';
import type { ProduceUplinks } from './produce-uplinks.js';
import { refuse } from './refusal.js';
import { metersOf } from './sort-batch.js';
import type { SortUplinks } from './sort-uplinks.js';
import type { StoreUplinks } from './store-uplinks.js';
import type { Taken } from './taken.js';

interface Again extends Pick<QuarantinedMessage, 'topic' | 'payload' | 'lastReceivedAt'> {
  /** Whose it was when it was set aside. */
  readonly utility: string;
}

/** One message once more, by itself, with the time at which it came. */
export class TakeAgain {
  constructor(
    private readonly directory: MeterDirectory,
    private readonly sortUplinks: SortUplinks,
    private readonly produceUplinks: ProduceUplinks,
    private readonly storeUplinks: StoreUplinks,
  ) {}

  /** @returns why some of it is not durable; undefined where all of it is */
  async execute({ utility, topic, payload, lastReceivedAt: receivedAt }: Again): Promise<Pick<SetAside, 'code' | 'reason'> | undefined> {
    const taken: Taken = { topic, payload, receivedAt, acknowledge: () => undefined };
    const meters = await this.directory.find(metersOf([taken]));
    if ([...meters.values()].some((meter) => utility !== NO_UTILITY && meter.utility !== utility))
      return { code: 'telemetry.meter_not_registered', reason: 'the meter is another utility’s by now' };
    const { readings, events, direct, refused } = await this.sortUplinks.execute([taken], meters);
    const rest = refused.flatMap((one) => one.rest ?? []);
    const wrong = [...refused, ...(await this.produceUplinks.execute({ readings, rest, events }))].map(({ row }) => row);
    for (const understood of direct) {
      try {
        await this.storeUplinks.once(understood);
      } catch (error) {
        if (!isCoded(error)) throw error;
        wrong.push(refuse(understood.taken, understood.meter, error).row);
      }
    }
    return wrong[0];
  }
}
