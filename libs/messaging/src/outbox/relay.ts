import type { Logger } from 'pino';
import { backoffMs } from '@openprepay/pace/backoff';
import { pause } from '@openprepay/pace/pause';
import { Signal } from '@openprepay/pace/signal';
import type { Session } from '@openprepay/persistence/session';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { RelayHealth } from '../health.js';
import { classifySendFailure, isUnknownTopic } from '../kafka/failure.js';
import type { MessagingLimits } from '../limits.js';
import type { MessagingMetrics } from '../metrics.js';
import { OutboxParking } from './outbox-parking.js';
import { OutboxQueue, type TurnSize } from './outbox-queue.js';
import { type OutboxRow, toRequests } from './outbox-row.js';
import type { SendRequest } from './producer.js';
import { inSendSpans } from './send-spans.js';

const RETRY_BASE_MS = 50;
/** What was sent is noted this soon where no other turn comes. */
const NOTE_SENT_MS = 100;
/** Looks that find nothing come less and less often, down to one in so many times `outboxPollMs`: commits wake the relay. */
const LONGEST_REST = 10;
/** A standby tells the leader of its commits at most this often. */
const WAKE_LEADER_EVERY_MS = 20;

export interface RelayOptions {
  readonly unitOfWork: UnitOfWork;
  /** Resolves once every message is durable. */
  readonly sendAll: (requests: readonly SendRequest[]) => Promise<void>;
  /** Makes topics that are missing. */
  readonly ensureTopics: (topics: readonly string[]) => Promise<void>;
  readonly limits: MessagingLimits;
  readonly metrics: MessagingMetrics;
  readonly logger: Logger;
}

/**
 * Sends what the outbox holds, oldest first, as soon as it is committed. One relay per service leads; the others wait for
 * its advisory lock, which PostgreSQL takes back when the leader's connection ends. What one turn has sent may be sent again
 * when the leader dies before the next turn has noted it: consumers know events by their ids.
 */
export class Relay {
  private readonly signal = new Signal();
  private readonly parking: OutboxParking;
  private readonly knownTopics = new Set<string>();
  private running: Promise<void> | undefined;
  private readonly stopping = new AbortController();
  private lost = false;
  private state: RelayHealth['state'] = 'down';
  private failing: string | undefined;
  /** Failures in a row whose meaning nobody knows. */
  private unknownFailures = 0;

  constructor(private readonly options: RelayOptions) {
    this.parking = new OutboxParking(options.unitOfWork);
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Sends what is committed by now, where this relay leads and the broker answers, and gives the lead away. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.signal.wake();
    await this.running;
  }

  /** Something was committed. Costs nothing when called often. */
  readonly wake = (): void => this.signal.wake();

  health(): RelayHealth {
    return { state: this.state, ...(this.failing === undefined ? {} : { failing: this.failing }) };
  }

  private get stopped(): boolean {
    return this.stopping.signal.aborted;
  }

  private async run(): Promise<void> {
    for (let tries = 0; !this.stopped; tries++) {
      try {
        await this.session(() => (tries = 0));
      } catch (error) {
        this.state = 'down';
        this.options.logger.warn({ err: error }, 'the relay lost its database');
        if (!this.stopped) await this.pause(tries);
      }
    }
    this.state = 'down';
  }

  private async session(connected: () => void): Promise<void> {
    this.lost = false;
    const session: Session = await this.options.unitOfWork.openSession({
      applicationName: 'openprepay-relay',
      onNotification: this.wake,
      onLost: () => {
        this.lost = true;
        // Another relay may lead from here on, though this one has still to come to the end of what it is doing.
        this.state = 'down';
        this.wake();
      },
    });
    try {
      const queue = new OutboxQueue(session, this.options.limits.outboxPollMs);
      await queue.prepare();
      connected();
      if (await this.awaitLead(queue)) await this.lead(queue);
    } finally {
      await session.close();
    }
  }

  private async awaitLead(queue: OutboxQueue): Promise<boolean> {
    const { relayLockPollMs } = this.options.limits;
    for (let tryAt = performance.now(); !this.stopped;) {
      const leftMs = tryAt - performance.now();
      if (leftMs <= 0) {
        if (await queue.tryLead()) return true;
        this.state = 'standby';
        tryAt = performance.now() + relayLockPollMs;
      } else if (await this.signal.wait(leftMs)) {
        // What is committed here the leader would otherwise find by its poll only; one word is enough for many commits.
        await queue.wakeLeader();
        await pause(Math.min(WAKE_LEADER_EVERY_MS, relayLockPollMs), this.stopping.signal);
      }
    }
    return false;
  }

  private async lead(queue: OutboxQueue): Promise<void> {
    this.state = 'leading';
    this.parking.beginLead();
    for (let [tries, quiet] = [0, 0]; ;) {
      this.requireSession();
      // Whoever has committed until now is seen by this turn; only those that come after are to cause another.
      this.signal.clear();
      const { rows, more } = await queue.turn(this.size);
      if (rows.length === 0) {
        if (this.stopped) return;
        quiet = (await this.signal.wait(this.restMs(quiet))) ? 0 : quiet + 1;
        continue;
      }
      quiet = 0;
      const sent = await this.relay(queue, await this.parking.holdBack(rows, this.size));
      tries = sent ? 0 : tries + 1;
      if (!sent && this.stopped) return;
      if (!sent) await this.pause(tries);
      // All was sent: that is noted with the next turn, which need not come for it alone.
      else if (!more && !this.stopped && queue.unnoted) await this.signal.wait(NOTE_SENT_MS);
    }
  }

  /** @param quiet looks in a row that nobody had asked for and that found nothing */
  private restMs(quiet: number): number {
    const { outboxPollMs } = this.options.limits;
    return Math.min(outboxPollMs * 2 ** quiet, outboxPollMs * LONGEST_REST);
  }

  private get size(): TurnSize {
    const { relayBatchRows: rows, relayBatchBytes: bytes } = this.options.limits;
    return { rows, bytes };
  }

  private requireSession(): void {
    if (this.lost) throw new Error('the connection that held the lead is gone');
  }

  /** False where the broker could not take the rows now: they stay for the next try. */
  private async relay(queue: OutboxQueue, rows: readonly OutboxRow[]): Promise<boolean> {
    try {
      await this.publish(queue, rows);
    } catch (error) {
      if (!(error instanceof SendFailed)) throw error;
      if (!this.mustIsolate(error.cause)) return this.fail(error.cause);
      return this.relayOneByOne(queue, rows);
    }
    this.failing = undefined;
    this.unknownFailures = 0;
    return true;
  }

  private async relayOneByOne(queue: OutboxQueue, rows: readonly OutboxRow[]): Promise<boolean> {
    for (const row of rows) {
      if (!(await this.parking.isFree(row))) continue;
      try {
        await this.publish(queue, [row]);
      } catch (error) {
        if (!(error instanceof SendFailed)) throw error;
        if (classifySendFailure(error.cause) === 'outage') return this.fail(error.cause);
        const reason = error.cause instanceof Error ? error.cause.message : String(error.cause);
        await this.parking.refuse(row, reason);
        this.options.metrics.parked.inc({ group: '-', code: 'messaging.refused_by_broker' });
        this.options.logger.error({ eventId: row.id, topic: row.topic, reason }, 'the broker refuses an event; it is parked');
      }
    }
    this.unknownFailures = 0;
    this.failing = undefined;
    return true;
  }

  private async publish(queue: OutboxQueue, rows: readonly OutboxRow[]): Promise<void> {
    if (rows.length === 0) return;
    try {
      await this.ensureKnown(rows);
    } catch (error) {
      throw new SendFailed('a topic is not there', { cause: error });
    }
    await this.confirmLead(queue);
    try {
      await inSendSpans(rows, (traced) => this.options.sendAll(toRequests(traced)));
    } catch (error) {
      throw new SendFailed('send failed', { cause: error });
    }
    queue.noteSent(rows);
    const now = Date.now();
    for (const row of rows) this.options.metrics.relayed(row.topic, now - row.created_at.getTime());
  }

  /** The last thing before a send: from here on only the broker's answer is waited for. */
  private async confirmLead(queue: OutboxQueue): Promise<void> {
    await queue.confirmLead(this.options.limits.relayLeaseMs);
    this.requireSession();
  }

  private async ensureKnown(rows: readonly OutboxRow[]): Promise<void> {
    const unknown = new Set(rows.map((row) => row.topic).filter((topic) => !this.knownTopics.has(topic)));
    if (unknown.size === 0) return;
    await this.options.ensureTopics([...unknown]);
    for (const topic of unknown) this.knownTopics.add(topic);
  }

  private mustIsolate(cause: unknown): boolean {
    if (isUnknownTopic(cause)) this.knownTopics.clear();
    const kind = classifySendFailure(cause);
    if (kind === 'unknown') this.unknownFailures += 1;
    return kind === 'refused' || this.unknownFailures >= this.options.limits.relayRowTries;
  }

  private fail(cause: unknown): false {
    const message = cause instanceof Error ? cause.message : String(cause);
    if (this.failing === undefined) this.options.logger.warn({ err: cause }, 'the relay cannot reach the broker; it keeps trying');
    this.failing = message;
    return false;
  }

  /** Commits keep waking the relay; only a stop may cut the pause short. */
  private pause(tries: number): Promise<void> {
    return pause(backoffMs(tries, { baseMs: RETRY_BASE_MS, limitMs: this.options.limits.outageBackoffLimitMs }), this.stopping.signal);
  }
}

/** The broker's part failed, as opposed to the database's. */
class SendFailed extends Error {
  override readonly name = 'SendFailed';
}
