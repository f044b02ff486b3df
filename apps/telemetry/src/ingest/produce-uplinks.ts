import { MeterEventReported, ReadingsReported } from '@openprepay/contracts/telemetry';
import type { OutgoingMessage, Producer } from '@openprepay/messaging/producer';
import type { MeterEventUplink, ReadingsUplink, Uplink } from '../uplink/uplink.js';
import { encodeMeterEvent, encodeReadings } from './encode-uplink.js';
import type { IngestMetrics } from './ingest-metrics.js';
import { refuse } from './refusal.js';
import type { Retrying } from './retrying.js';
import type { Refused, Understood } from './taken.js';

export interface Produceable {
  readonly readings: readonly Understood<ReadingsUplink>[];
  /** Readings out of messages that are set aside for others in them: they are acknowledged when that is done. */
  readonly rest: readonly Understood<ReadingsUplink>[];
  readonly events: readonly Understood<MeterEventUplink>[];
}

interface Encoded {
  readonly understood: Understood;
  readonly message: OutgoingMessage;
}

/** Sends readings and meter events to Kafka, and acknowledges them once all replicas have them. */
export class ProduceUplinks {
  constructor(
    private readonly producer: Producer,
    private readonly retrying: Retrying,
    private readonly metrics: IngestMetrics,
  ) {}

  /**
   * @returns what the contract has no room for
   * @throws {Stopping}
   */
  async execute({ readings, rest, events }: Produceable): Promise<readonly Refused[]> {
    const refused: Refused[] = [];
    const saidNow = encodeAll(readings, encodeReadings, refused);
    const saidInPart = encodeAll(rest, encodeReadings, refused);
    const happened = encodeAll(events, encodeMeterEvent, refused);
    await Promise.all([
      this.send(ReadingsReported.topic, [...saidNow, ...saidInPart]).then(() => this.acknowledge('readings', saidNow)),
      this.send(MeterEventReported.topic, happened).then(() => this.acknowledge('event', happened)),
    ]);
    return refused;
  }

  private async send(topic: string, encoded: readonly Encoded[]): Promise<void> {
    const messages = encoded.map(({ message }) => message);
    if (messages.length > 0) await this.retrying.run('producing', () => this.producer.send({ topic, messages }));
  }

  private acknowledge(kind: Uplink['kind'], durable: readonly Encoded[]): void {
    for (const { understood } of durable) understood.taken.acknowledge();
    this.metrics.durable(kind, durable.length);
  }
}

function encodeAll<Kind extends Understood>(
  uplinks: readonly Kind[],
  encode: (understood: Kind) => OutgoingMessage,
  refused: Refused[],
): readonly Encoded[] {
  return uplinks.flatMap((understood) => {
    try {
      return [{ understood, message: encode(understood) }];
    } catch (error) {
      refused.push(refuse(understood.taken, understood.meter, error));
      return [];
    }
  });
}
