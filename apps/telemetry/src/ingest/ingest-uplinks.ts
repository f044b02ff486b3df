import { settlesWithin } from '@openprepay/pace/time-limit';
import type { Clock } from '@openprepay/persistence/clock';
import type { CountMessages } from '../fleet/count-messages.js';
import type { MeterIdentity } from '../meters/meter.js';
import type { MeterDirectory } from '../meters/meter-directory.js';
import type { MqttMessage } from '../mqtt/mqtt-connection.client.js';
import { limits } from '../telemetry-limits.js';
import { meterOf } from '../uplink/dialects.js';
import { Batcher } from './batcher.js';
import type { IngestMetrics } from './ingest-metrics.js';
import type { ProduceUplinks } from './produce-uplinks.js';
import { type Retrying, Stopping } from './retrying.js';
import type { SetUplinksAside } from './set-uplinks-aside.js';
import { metersOf, type SortedBatch } from './sort-batch.js';
import type { SortUplinks } from './sort-uplinks.js';
import type { StoreUplinks } from './store-uplinks.js';
import type { Taken } from './taken.js';

/** Where messages come from, as far as back-pressure goes. */
export interface Intake {
  pause(): void;
  resume(): void;
}

const speaksOtherwise = (
  known: ReadonlyMap<string, MeterIdentity>,
  anew: ReadonlyMap<string, MeterIdentity>,
  meterNumber: string | undefined,
): boolean => {
  if (meterNumber === undefined) return false;
  const [before, now] = [known.get(meterNumber), anew.get(meterNumber)];
  return now !== undefined && JSON.stringify([before?.utility, before?.profile]) !== JSON.stringify([now.utility, now.profile]);
};

/** A message whose time is not told yet: while the clock cannot be trusted it waits for that. */
type InHand = Omit<Taken, 'receivedAt'>;

/**
 * Makes uplinks durable and only then acknowledges them: readings and events in Kafka (acks=all), token results and
 * presence in the database, what is wrong in the quarantine (docs/adr/0020).
 */
export class IngestUplinks {
  private readonly batcher = new Batcher<InHand>(limits.ingest.batchMessages, limits.ingest.batchWaitMs, (batch) => this.start(batch));
  private readonly running = new Set<Promise<void>>();
  private unacknowledged = 0;
  private heldBack: Intake | undefined;

  constructor(
    private readonly directory: MeterDirectory,
    private readonly sortUplinks: SortUplinks,
    private readonly produceUplinks: ProduceUplinks,
    private readonly storeUplinks: StoreUplinks,
    private readonly setAside: SetUplinksAside,
    private readonly retrying: Retrying,
    private readonly metrics: IngestMetrics,
    private readonly countMessages: CountMessages,
    private readonly clock: Clock,
  ) {}

  /** @param intake is held back while too much is in hand */
  take({ topic, payload, acknowledge }: MqttMessage, intake: Intake): void {
    this.unacknowledged++;
    this.metrics.inHand(this.unacknowledged);
    if (this.unacknowledged >= limits.ingest.maxUnacknowledged && this.heldBack === undefined) {
      this.heldBack = intake;
      intake.pause();
    }
    this.batcher.add({ topic, payload, acknowledge });
  }

  /** Finishes what was taken, within a bound; what is not finished was not acknowledged. */
  async drain(): Promise<void> {
    this.batcher.flushNow();
    await settlesWithin(Promise.all(this.running), limits.ingest.drainTimeoutMs);
    this.retrying.stop();
  }

  private start(messages: readonly InHand[]): void {
    const run = this.process(messages).catch((error: unknown) => {
      if (!(error instanceof Stopping)) throw error;
    });
    const tracked = run.finally(() => {
      this.running.delete(tracked);
      this.release(messages.length);
    });
    this.running.add(tracked);
  }

  private async process(messages: readonly InHand[]): Promise<void> {
    const receivedAt = await this.retrying.run('telling the time', async () => this.clock.now());
    const batch = messages.map((message): Taken => ({ ...message, receivedAt }));
    const meters = await this.retrying.run('looking meters up', () => this.directory.find(metersOf(batch)));
    const { readings, events, direct, refused } = await this.sortKnowing(batch, meters);
    const rest = refused.flatMap((one) => one.rest ?? []);
    const [refusedLater] = await Promise.all([this.produceUplinks.execute({ readings, rest, events }), this.storeUplinks.execute(direct)]);
    await this.setAside.execute([...refused, ...refusedLater]);
    for (const part of [readings, events, direct]) for (const { meter } of part) this.countMessages.count(meter.utility);
  }

  /** What cannot be understood may be of a meter that speaks otherwise by now, as another instance was told: it is looked up again. */
  private async sortKnowing(batch: readonly Taken[], meters: ReadonlyMap<string, MeterIdentity>): Promise<SortedBatch> {
    const sorted = await this.sortUplinks.execute(batch, meters);
    const doubted = sorted.refused.filter(({ rest }) => rest === undefined).map(({ taken }) => taken);
    if (doubted.length === 0) return sorted;
    const anew = await this.retrying.run('looking meters up again', () => this.directory.lookAgain(metersOf(doubted)));
    const changed = doubted.filter((taken) => speaksOtherwise(meters, anew, meterOf(taken.topic)));
    if (changed.length === 0) return sorted;
    const again = await this.sortUplinks.execute(changed, anew);
    return {
      readings: [...sorted.readings, ...again.readings],
      events: [...sorted.events, ...again.events],
      direct: [...sorted.direct, ...again.direct],
      refused: [...sorted.refused.filter(({ taken }) => !changed.includes(taken)), ...again.refused],
    };
  }

  private release(messages: number): void {
    this.unacknowledged -= messages;
    this.metrics.inHand(this.unacknowledged);
    if (this.unacknowledged > limits.ingest.resumeUnacknowledged) return;
    this.heldBack?.resume();
    this.heldBack = undefined;
  }
}
