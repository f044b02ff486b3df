import type { Kafka, Producer as KafkaProducer } from 'kafkajs';
import { backoffMs } from '@openprepay/pace/backoff';
import { pause } from '@openprepay/pace/pause';
import { classifySendFailure, mayBeTriedAgain } from '../kafka/failure.js';
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
 * The process's one producer, with one request on its way at a time; whatever comes meanwhile goes together in the next.
 *
 * What fails is sent again here, whole and by a new client, and never by the client itself, which keeps the answers of a failed try: a
 * partition that has moved meanwhile to a broker that has answered it takes for sent, and says so without an error
 * (https://github.com/tulios/kafkajs/pull/1798). So some may be there twice: whoever reads them recognises them.
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
      if (batch.length === 1 || classifySendFailure(error) === 'outage') return batch.forEach(({ reject }) => reject(error));
      // One caller's bad message must not fail the others'.
      for (const one of batch) await this.dispatch([one]);
      return;
    }
    for (const { resolve } of batch) resolve();
  }

  private async transmit(batch: readonly Pending[]): Promise<void> {
    const topicMessages = byTopic(batch.flatMap(({ requests }) => requests));
    for (let tries = 1; ; tries++) {
      const producer = await this.connection();
      try {
        await producer.sendBatch({ acks: -1, topicMessages });
        return;
      } catch (error) {
        await this.discard();
        if (tries === TRIES || !mayBeTriedAgain(error)) throw error;
      }
      await pause(backoffMs(tries, RETRY));
    }
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
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      retry: { retries: 0 },
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

/** Few: a failed send goes back to its caller, who keeps the messages and knows when to give up. */
const TRIES = 5;
const RETRY = { baseMs: 50, limitMs: 1_000 };

function byTopic(requests: readonly SendRequest[]): { topic: string; messages: OutgoingMessage[] }[] {
  const found = new Map<string, OutgoingMessage[]>();
  for (const { topic, messages } of requests) {
    const together = found.get(topic);
    if (together === undefined) found.set(topic, [...messages]);
    else together.push(...messages);
  }
  return [...found].map(([topic, messages]) => ({ topic, messages }));
}

const sizeOf = (message: OutgoingMessage): number => Buffer.byteLength(message.value) + Buffer.byteLength(message.key) + HEADER_BYTES;
