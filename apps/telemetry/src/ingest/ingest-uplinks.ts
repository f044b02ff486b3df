import { MeterEventReported, ReadingsReported } from '@openprepay/contracts/telemetry';
import type { OutgoingMessage, Producer } from '@openprepay/messaging/producer';
import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { RecordTokenResult } from '../deliveries/record-token-result.js';
import type { MeterDirectory } from '../meters/meter-directory.js';
import type { MqttMessage } from '../mqtt/mqtt-connection.client.js';
import type { TrackPresence } from '../presence/track-presence.js';
import type { QuarantineRepository } from '../quarantine/quarantine.repository.js';
import { limits } from '../telemetry-limits.js';
import { telemetryMetrics } from '../telemetry-metrics.js';
import { Batcher } from './batcher.js';
import { encodeMeterEvent, encodeReadings } from './encode-uplink.js';
import { type Retrying, Stopping } from './retrying.js';
import { metersOf, refusalOf, type Refused, setAside, sortBatch, type Taken, type Understood } from './sort-batch.js';
import type { StateUplink, TokenResultUplink } from './uplink.js';

/** The socket that messages come from, as far as back-pressure goes. */
export interface Intake {
  pause(): void;
  resume(): void;
}

/**
 * Makes uplinks durable and only then acknowledges them: readings and events in Kafka (acks=all), token results and
 * presence in the database, what is wrong in the quarantine (docs/adr/0020).
 */
export class IngestUplinks {
  private readonly batcher = new Batcher<Taken>(limits.batchMessages, limits.batchWaitMs, (batch) => this.start(batch));
  private readonly running = new Set<Promise<void>>();
  private directTail: Promise<void> = Promise.resolve();
  private unacknowledged = 0;
  private paused = false;
  private intake: Intake | undefined;

  constructor(
    private readonly directory: MeterDirectory,
    private readonly producer: Producer,
    private readonly unitOfWork: UnitOfWork,
    private readonly quarantine: QuarantineRepository,
    private readonly presence: TrackPresence,
    private readonly tokenResults: RecordTokenResult,
    private readonly retrying: Retrying,
    private readonly clock: Clock,
  ) {}

  takeFrom(intake: Intake): void {
    this.intake = intake;
  }

  take({ topic, payload, acknowledge }: MqttMessage): void {
    this.unacknowledged++;
    telemetryMetrics().unacknowledged.set(this.unacknowledged);
    if (this.unacknowledged >= limits.maxUnacknowledged && !this.paused) {
      this.paused = true;
      this.intake?.pause();
    }
    this.batcher.add({ topic, payload, receivedAt: this.clock.now(), acknowledge });
  }

  /** Finishes what was taken, within a bound; what is not finished was not acknowledged. */
  async drain(): Promise<void> {
    this.batcher.flushNow();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, limits.drainTimeoutMs)));
    await Promise.race([Promise.all(this.running), late]);
    clearTimeout(timer);
    this.retrying.stop();
  }

  private start(batch: readonly Taken[]): void {
    const run = this.process(batch).catch((error: unknown) => {
      if (!(error instanceof Stopping)) throw error;
    });
    const tracked = run.finally(() => {
      this.running.delete(tracked);
      this.release(batch.length);
    });
    this.running.add(tracked);
  }

  private async process(batch: readonly Taken[]): Promise<void> {
    const meters = await this.retrying.run('looking meters up', () => this.directory.find(metersOf(batch)));
    const { readings, events, direct, refused } = sortBatch(batch, meters);
    const refusedLater: Refused[] = [];
    const rest = refused.flatMap(({ rest: understood }) => (understood === undefined ? [] : [understood]));
    const readingMessages = encodeAll([...readings, ...rest], encodeReadings, refusedLater);
    const eventMessages = encodeAll(events, encodeMeterEvent, refusedLater);
    const stored = this.direct(direct);
    await Promise.all([
      this.produce(ReadingsReported.topic, readingMessages).then(() => this.acknowledge('readings', readings, refusedLater)),
      this.produce(MeterEventReported.topic, eventMessages).then(() => this.acknowledge('event', events, refusedLater)),
      stored,
    ]);
    await this.setAside([...refused, ...refusedLater]);
  }

  private async produce(topic: string, messages: readonly OutgoingMessage[]): Promise<void> {
    if (messages.length > 0) await this.retrying.run('producing', () => this.producer.send({ topic, messages }));
  }

  private acknowledge(kind: 'readings' | 'event', done: readonly Understood[], except: readonly Refused[]): void {
    const refused = new Set(except.map(({ taken }) => taken));
    for (const { taken } of done) if (!refused.has(taken)) taken.acknowledge();
    telemetryMetrics().uplinks.inc({ kind }, done.length);
  }

  /** State and token results, one transaction each, several meters at once; a batch waits for the one before, so a meter's order holds. */
  private direct(messages: readonly Understood<StateUplink | TokenResultUplink>[]): Promise<void> {
    if (messages.length === 0) return Promise.resolve();
    const groups = [...groupByMeter(messages).values()];
    const run = this.directTail.catch(() => undefined).then(() => this.inTurn(groups));
    this.directTail = run;
    return run;
  }

  private async inTurn(groups: (readonly Understood<StateUplink | TokenResultUplink>[])[]): Promise<void> {
    const next = async (): Promise<void> => {
      for (let group = groups.shift(); group !== undefined; group = groups.shift()) {
        for (const message of group) await this.store(message);
      }
    };
    await Promise.all(Array.from({ length: limits.metersAtOnce }, next));
  }

  private async store(message: Understood<StateUplink | TokenResultUplink>): Promise<void> {
    const { taken, meter, uplink } = message;
    try {
      await this.retrying.run(
        `storing a ${uplink.kind}`,
        () =>
          this.unitOfWork.run(meter.utility, (tx) =>
            uplink.kind === 'state'
              ? this.presence.report(tx, meter, { ...uplink, at: taken.receivedAt })
              : this.tokenResults.execute(tx, uplink, taken.receivedAt),
          ),
        limits.handlingTries,
      );
    } catch (error) {
      if (error instanceof Stopping) throw error;
      return this.setAside([{ taken, row: setAside(taken, meter, refusalOf(error)) }]);
    }
    taken.acknowledge();
    telemetryMetrics().uplinks.inc({ kind: uplink.kind });
  }

  private async setAside(refused: readonly Refused[]): Promise<void> {
    if (refused.length === 0) return;
    const rows = refused.map(({ row }) => row);
    await this.retrying.run('quarantining', () => this.unitOfWork.run(ALL_UTILITIES, (tx) => this.quarantine.insert(tx, rows)));
    for (const { taken, row } of refused) {
      taken.acknowledge();
      telemetryMetrics().quarantined.inc({ code: row.code });
    }
  }

  private release(messages: number): void {
    this.unacknowledged -= messages;
    telemetryMetrics().unacknowledged.set(this.unacknowledged);
    if (this.paused && this.unacknowledged <= limits.resumeUnacknowledged) {
      this.paused = false;
      this.intake?.resume();
    }
  }
}

function encodeAll<Kind extends Understood>(
  messages: readonly Kind[],
  encode: (message: Kind) => OutgoingMessage,
  refused: Refused[],
): readonly OutgoingMessage[] {
  return messages.flatMap((message) => {
    try {
      return [encode(message)];
    } catch (error) {
      refused.push({ taken: message.taken, row: setAside(message.taken, message.meter, refusalOf(error)) });
      return [];
    }
  });
}

function groupByMeter<Message extends Understood>(messages: readonly Message[]): ReadonlyMap<string, readonly Message[]> {
  const groups = new Map<string, Message[]>();
  for (const message of messages) {
    const group = groups.get(message.meter.meterNumber);
    if (group) group.push(message);
    else groups.set(message.meter.meterNumber, [message]);
  }
  return groups;
}
