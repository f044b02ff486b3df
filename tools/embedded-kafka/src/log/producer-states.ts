import { type KafkaErrorCode, kafkaError } from '../kafka-error-code.js';
import { MAX_PRODUCERS_PER_PARTITION, PRODUCER_EXPIRATION_MS, REMEMBERED_BATCHES } from '../limits.js';
import type { BatchHeader } from '../record/record-batch.js';

const SEQUENCE_LIMIT = 2 ** 31;

interface RememberedBatch {
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly baseOffset: number;
  readonly lastOffset: number;
}

interface Producer {
  readonly epoch: number;
  readonly batches: RememberedBatch[];
  seenAtMs: number;
}

export type SequenceVerdict =
  | { readonly kind: 'append' }
  | { readonly kind: 'duplicate'; readonly baseOffset: number }
  | { readonly kind: 'refuse'; readonly error: KafkaErrorCode };

/** `[producerId, epoch, seenAtMs, [firstSequence, lastSequence, baseOffset, lastOffset][]]`: a producer as the checkpoint keeps it. */
export type ProducerSnapshot = readonly [number, number, number, readonly (readonly [number, number, number, number])[]];

const APPEND: SequenceVerdict = { kind: 'append' };

/** What idempotent producers have written to one partition, so that a retry is recognised and a gap refused. */
export class ProducerStates {
  private readonly producers = new Map<number, Producer>();

  check(header: BatchHeader): SequenceVerdict {
    if (header.producerId < 0) return APPEND;
    const known = this.producers.get(header.producerId);
    // A producer nobody remembers may go on anywhere: its past may have been removed by retention.
    if (!known) return APPEND;
    if (header.producerEpoch < known.epoch) return { kind: 'refuse', error: kafkaError.invalidProducerEpoch };
    if (header.producerEpoch > known.epoch) return header.baseSequence === 0 ? APPEND : outOfOrder;
    return checkSequence(known.batches, header);
  }

  /** Remembers an appended batch. Batches below `durableOffset` are kept to the usual number; newer ones all, as they may yet be lost. */
  record(header: BatchHeader, durableOffset: number, nowMs: number): void {
    if (header.producerId < 0) return;
    const known = this.producers.get(header.producerId);
    if (known && header.producerEpoch < known.epoch) return;
    const batches = known?.epoch === header.producerEpoch ? known.batches : [];
    if (batches.length > 0 && batches.at(-1)!.lastOffset >= header.lastOffset) return;
    batches.push({
      firstSequence: header.baseSequence,
      lastSequence: advance(header.baseSequence, header.recordCount - 1),
      baseOffset: header.baseOffset,
      lastOffset: header.lastOffset,
    });
    while (batches.length > REMEMBERED_BATCHES && batches[batches.length - REMEMBERED_BATCHES]!.lastOffset < durableOffset) batches.shift();
    this.producers.delete(header.producerId);
    this.producers.set(header.producerId, { epoch: header.producerEpoch, batches, seenAtMs: nowMs });
    this.forgetOldest();
  }

  expire(nowMs: number): void {
    for (const [id, producer] of this.producers) if (producer.seenAtMs + PRODUCER_EXPIRATION_MS < nowMs) this.producers.delete(id);
  }

  /** Only what is durable: a checkpoint must not claim a batch that a crash may still take away. */
  snapshot(durableOffset: number): ProducerSnapshot[] {
    const kept: ProducerSnapshot[] = [];
    for (const [id, producer] of this.producers) {
      const batches = producer.batches.filter((batch) => batch.lastOffset < durableOffset).slice(-REMEMBERED_BATCHES);
      if (batches.length === 0) continue;
      const rows = batches.map((batch) => [batch.firstSequence, batch.lastSequence, batch.baseOffset, batch.lastOffset] as const);
      kept.push([id, producer.epoch, producer.seenAtMs, rows]);
    }
    return kept;
  }

  restore(snapshot: readonly ProducerSnapshot[]): void {
    for (const [id, epoch, seenAtMs, rows] of snapshot) {
      const batches = rows.map(([firstSequence, lastSequence, baseOffset, lastOffset]) => ({
        firstSequence,
        lastSequence,
        baseOffset,
        lastOffset,
      }));
      this.producers.set(id, { epoch, batches, seenAtMs });
    }
  }

  private forgetOldest(): void {
    if (this.producers.size <= MAX_PRODUCERS_PER_PARTITION) return;
    const [oldest] = this.producers.keys();
    if (oldest !== undefined) this.producers.delete(oldest);
  }
}

const outOfOrder: SequenceVerdict = { kind: 'refuse', error: kafkaError.outOfOrderSequenceNumber };

function checkSequence(batches: readonly RememberedBatch[], header: BatchHeader): SequenceVerdict {
  const lastSequence = advance(header.baseSequence, header.recordCount - 1);
  const same = batches.find((batch) => batch.firstSequence === header.baseSequence && batch.lastSequence === lastSequence);
  if (same) return { kind: 'duplicate', baseOffset: same.baseOffset };
  const newest = batches.at(-1)!;
  if (header.baseSequence === advance(newest.lastSequence, 1)) return APPEND;
  return lastSequence < batches[0]!.firstSequence ? { kind: 'refuse', error: kafkaError.duplicateSequenceNumber } : outOfOrder;
}

const advance = (sequence: number, by: number): number => (sequence + by) % SEQUENCE_LIMIT;
