import type { Kafka, Producer as KafkaProducer } from 'kafkajs';
import { classifySendFailure } from '../kafka/failure.js';
import { partitioner } from '../kafka/partitioner.js';
import type { MessagingLimits } from '../limits.js';
import { MessagingError } from '../messaging-error.js';
import { HEADER_BYTES, type OutgoingMessage, type Producer, type SendRequest } from './producer.js';

type ProducerLimits = Pick<
  MessagingLimits,
  'producerQueueMessages' | 'producerQueueBytes' | 'producerBatchBytes' | 'producerBatchMessages'
>;

interface Pending {
  readonly requests: readonly SendRequest[];
  readonly messages: number;
  readonly bytes: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The process's one producer: idempotent, with one request on its way at a time; whatever comes meanwhile goes together in
 * the next. The client underneath reuses its sequence numbers after a failed send, so that a broker could take other
 * messages for a repetition and drop them: after any failure it is replaced before anything else is sent.
 */
export class SerialProducer implements Producer {
  private readonly queue: Pending[] = [];
  private queuedMessages = 0;
  private queuedBytes = 0;
  private connected: Promise<KafkaProducer> | undefined;
  private pumping = false;
  private stopped = false;
  private pumped: Promise<void> = Promise.resolve();

  constructor(
    private readonly kafka: Kafka,
    private readonly limits: ProducerLimits,
  ) {}

  async connect(): Promise<void> {
    await this.connection();
  }

  /** Sends what is waiting, then disconnects; whatever comes later is refused. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.pumped;
    await this.discard();
  }

  async send(request: SendRequest): Promise<void> {
    await this.sendAll([request]);
  }

  /** As `send`, for several topics at once. */
  async sendAll(requests: readonly SendRequest[]): Promise<void> {
    const messages = requests.reduce((sum, request) => sum + request.messages.length, 0);
    if (messages === 0) return;
    if (this.stopped) throw new MessagingError('messaging.stopped', 'the producer has been stopped');
    const bytes = requests.reduce((sum, request) => sum + request.messages.reduce((size, message) => size + sizeOf(message), 0), 0);
    const room =
      this.queuedMessages + messages <= this.limits.producerQueueMessages && this.queuedBytes + bytes <= this.limits.producerQueueBytes;
    if (!room) throw new MessagingError('messaging.producer_full', `${this.queuedMessages} messages are waiting for the broker`);
    return new Promise((resolve, reject) => {
      this.queue.push({ requests, messages, bytes, resolve, reject });
      this.queuedMessages += messages;
      this.queuedBytes += bytes;
      if (!this.pumping) this.pumped = this.pump();
    });
  }

  private async pump(): Promise<void> {
    this.pumping = true;
    while (this.queue.length > 0) {
      const batch = this.take();
      await this.dispatch(batch);
      for (const { messages, bytes } of batch) {
        this.queuedMessages -= messages;
        this.queuedBytes -= bytes;
      }
    }
    this.pumping = false;
  }

  /** The waiting requests that fit one batch; the first one always does. */
  private take(): readonly Pending[] {
    let count = 1;
    let bytes = this.queue[0]!.bytes;
    let messages = this.queue[0]!.messages;
    for (; count < this.queue.length; count++) {
      const next = this.queue[count]!;
      bytes += next.bytes;
      messages += next.messages;
      if (bytes > this.limits.producerBatchBytes || messages > this.limits.producerBatchMessages) break;
    }
    return this.queue.splice(0, count);
  }

  private async dispatch(batch: readonly Pending[]): Promise<void> {
    try {
      await this.transmit(batch);
    } catch (error) {
      await this.discard();
      if (batch.length === 1 || classifySendFailure(error) === 'outage') return batch.forEach(({ reject }) => reject(error));
      // One caller's bad message must not fail the others'.
      for (const one of batch) await this.dispatch([one]);
      return;
    }
    for (const { resolve } of batch) resolve();
  }

  private async transmit(batch: readonly Pending[]): Promise<void> {
    const byTopic = new Map<string, OutgoingMessage[]>();
    for (const { topic, messages } of batch.flatMap((pending) => pending.requests)) {
      const together = byTopic.get(topic);
      if (together === undefined) byTopic.set(topic, [...messages]);
      else together.push(...messages);
    }
    const producer = await this.connection();
    await producer.sendBatch({
      acks: -1,
      topicMessages: [...byTopic].map(([topic, messages]) => ({ topic, messages })),
    });
  }

  private async connection(): Promise<KafkaProducer> {
    this.connected ??= this.open();
    try {
      return await this.connected;
    } catch (error) {
      this.connected = undefined;
      throw error;
    }
  }

  private async open(): Promise<KafkaProducer> {
    const producer = this.kafka.producer({
      createPartitioner: partitioner,
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      retry: SEND_RETRY,
    });
    try {
      await producer.connect();
      return producer;
    } catch (error) {
      await producer.disconnect().catch(() => undefined);
      throw error;
    }
  }

  private async discard(): Promise<void> {
    const connected = this.connected;
    this.connected = undefined;
    const producer = await connected?.catch(() => undefined);
    await producer?.disconnect().catch(() => undefined);
  }
}

/** Short: a failed send goes back to its caller, who keeps the messages and knows when to give up. */
const SEND_RETRY = { retries: 4, initialRetryTime: 50, maxRetryTime: 1_000 };

const sizeOf = (message: OutgoingMessage): number => Buffer.byteLength(message.value) + Buffer.byteLength(message.key) + HEADER_BYTES;
