import type { Logger } from 'pino';
import { isCoded } from '@openprepay/contracts/coded';
import { sql } from '@openprepay/persistence/sql';
import { isDatabaseOutage, isServerOutage } from '@openprepay/persistence/outage';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { backoffMs } from '@openprepay/pace/backoff';
import { BatchTransaction, type BatchOutcome, type Handleable, type Verdict } from './batch-transaction.js';
import { readMessage, type Definitions, type RawMessage } from './incoming.js';
import type { MessagingLimits } from './limits.js';
import type { ParkingCode } from './messaging-error.js';
import type { MessagingMetrics } from './metrics.js';

export interface PipelineOptions {
  readonly group: string;
  readonly definitions: Definitions;
  readonly unitOfWork: UnitOfWork;
  readonly limits: MessagingLimits;
  readonly metrics: MessagingMetrics;
  readonly logger: Logger;
}

/** The consumer was stopped or lost its partition while it waited; what is not committed comes again, to whoever has it then. */
export class ConsumerStopped extends Error {
  override readonly name = 'ConsumerStopped';
}

const EXHAUSTED = 'messaging.retries_exhausted' satisfies ParkingCode;

/**
 * Takes messages of one partition to their end: when `process` resolves, each is handled, recognised as handled, parked,
 * held or of no interest, durably. Outermost first: park by key, metrics, bounded retry, timeout, parse, one transaction.
 */
export class ConsumerPipeline {
  private readonly transaction: BatchTransaction;

  constructor(private readonly options: PipelineOptions) {
    const { unitOfWork, group, limits } = options;
    this.transaction = new BatchTransaction({ unitOfWork, group, handlerTimeoutMs: limits.handlerTimeoutMs });
  }

  /**
   * @param alive false once the partition must be let go
   * @throws {ConsumerStopped} when it must be let go before the end
   */
  async process(messages: readonly RawMessage[], alive: () => boolean): Promise<void> {
    const { group, definitions, limits, metrics } = this.options;
    const end = metrics.batchSeconds.startTimer({ group });
    const incoming = messages.map((message) => readMessage(message, definitions, limits.maxEventBytes));
    const handleable = incoming.filter((one) => one.kind !== 'unknown-type');
    metrics.skipped.inc({ group, why: 'unknown_type' }, incoming.length - handleable.length);
    if (handleable.length > 0) await this.processTogether(handleable, alive);
    metrics.batchMessages.observe({ group }, messages.length);
    end();
  }

  private async processTogether(messages: readonly Handleable[], alive: () => boolean): Promise<void> {
    const failure = await this.attempt(messages, { maxTries: this.options.limits.batchTries, alive });
    if (failure === undefined) return;
    // Something in the batch cannot be handled: alone, each message shows whether it is the one.
    for (const message of messages) {
      const verdict = await this.attempt([message], { maxTries: this.options.limits.messageTries, alive });
      if (verdict !== undefined) await this.parkCulprit(message, verdict, alive);
    }
  }

  /** Handles the messages in one transaction, again where that may help; returns why they cannot be. */
  private async attempt(messages: readonly Handleable[], tries: Tries): Promise<Verdict | undefined> {
    return this.persist(tries, async () => this.count(await this.transaction.handle(messages)));
  }

  private async parkCulprit(message: Handleable, verdict: Verdict, alive: () => boolean): Promise<void> {
    const { group, logger, limits } = this.options;
    const failure = await this.persist({ maxTries: limits.messageTries, alive }, async () =>
      this.count(await this.transaction.park(message, verdict)),
    );
    if (failure !== undefined) throw new Error(`a message could not be parked: ${failure.reason}`);
    const { topic, partition, offset } = message.raw;
    logger.error(
      { group, topic, partition, offset, code: verdict.code, reason: verdict.reason },
      'a message cannot be handled; it is parked',
    );
  }

  private async persist({ maxTries, alive }: Tries, work: () => Promise<void>): Promise<Verdict | undefined> {
    const { limits, metrics, logger, group } = this.options;
    let deadline = performance.now() + limits.retryElapsedMs;
    let counted = 0;
    for (let round = 0; ; round++) {
      try {
        await work();
        return undefined;
      } catch (error) {
        if (isCoded(error)) return { code: error.code, reason: error.message, tries: counted + 1 };
        const outage = await this.isOutage(error);
        // The time that counts is the time in which the database was there.
        if (outage) deadline = performance.now() + limits.retryElapsedMs;
        // A connection that broke in the middle says nothing about the message, for as long as that can be an accident.
        if (!outage && !(isDatabaseOutage(error) && performance.now() < deadline)) counted += 1;
        if (!outage && (counted >= maxTries || performance.now() >= deadline))
          return { code: EXHAUSTED, reason: describe(error), tries: counted };
        if (round === 0) logger.warn({ err: error, group, outage }, 'a transaction of events failed; it is tried again');
        metrics.retries.inc({ group });
        await waitWhileAlive(backoffMs(round, { baseMs: limits.retryBackoffMs, limitMs: limits.outageBackoffLimitMs }), alive);
      }
    }
  }

  /** Tells the database's failure from the handler's: by what it says of itself, or by asking it. */
  private async isOutage(error: unknown): Promise<boolean> {
    if (isServerOutage(error)) return true;
    return this.options.unitOfWork
      .run(ALL_UTILITIES, (tx) => sql(tx, 'select 1'))
      .then(
        () => false,
        () => true,
      );
  }

  private count({ handled, duplicates, parked }: BatchOutcome): void {
    const { metrics, group } = this.options;
    for (const { event } of handled) metrics.handled.inc({ group, type: event.type });
    for (const { code } of parked) metrics.parked.inc({ group, code });
    if (duplicates > 0) metrics.skipped.inc({ group, why: 'duplicate' }, duplicates);
  }
}

interface Tries {
  readonly maxTries: number;
  readonly alive: () => boolean;
}

const WAIT_SLICE_MS = 100;

async function waitWhileAlive(ms: number, alive: () => boolean): Promise<void> {
  const until = performance.now() + ms;
  for (let left = ms; left > 0; left = until - performance.now()) {
    if (!alive()) break;
    await new Promise((resolve) => setTimeout(resolve, Math.min(left, WAIT_SLICE_MS)));
  }
  if (!alive()) throw new ConsumerStopped('the consumer let its partition go');
}

const describe = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : String(error));
