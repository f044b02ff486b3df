import { isCoded } from '@openprepay/contracts/coded';
import { isKafkaOutage } from '@openprepay/messaging/kafka-failure';
import { backoffMs } from '@openprepay/pace/backoff';
import { pause } from '@openprepay/pace/pause';
import { TimeLimitExceeded } from '@openprepay/pace/time-limit';
import { isDatabaseBusy, isDatabaseOutage } from '@openprepay/persistence/outage';
import type { Logger } from 'pino';
import { limits } from '../telemetry-limits.js';

/** The service stops; what was in hand is not acknowledged and comes again. */
export class Stopping extends Error {
  override readonly name = 'Stopping';
}

/** Errors of work that may succeed later: the broker's, the database's, also where that is only slow, and timeouts. */
export const mayPass = (error: unknown): boolean =>
  isDatabaseOutage(error) ||
  isDatabaseBusy(error) ||
  error instanceof TimeLimitExceeded ||
  isKafkaOutage(error) ||
  (isCoded(error) && error.code === 'messaging.producer_full');

/** Tries again what Kafka or PostgreSQL did not take. Until then nothing is acknowledged, so the meters keep it. */
export class Retrying {
  private readonly stopping = new AbortController();

  constructor(private readonly logger: Logger) {}

  stop(): void {
    this.stopping.abort();
  }

  /**
   * @param giveUp tries after which an error that is no outage is thrown; without it, nothing but `stop` ends the tries
   * @throws {Stopping}
   */
  async run<T>(name: string, work: () => Promise<T>, giveUp?: number): Promise<T> {
    for (let tries = 1; ; tries++) {
      if (this.stopping.signal.aborted) throw new Stopping();
      try {
        return await work();
      } catch (error) {
        if (giveUp !== undefined && !mayPass(error) && (isCoded(error) || tries >= giveUp)) throw error;
        this.logger.warn({ err: error, tries }, `${name} did not succeed, trying again`);
      }
      await pause(backoffMs(tries, limits.ingest.retry), this.stopping.signal);
    }
  }
}
