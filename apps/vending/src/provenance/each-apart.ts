import { isDatabaseBusy, isDatabaseOutage } from '@openprepay/persistence/outage';
import type { Logger } from '@openprepay/runtime/logger';
import { counter } from '@openprepay/runtime/metrics';

/** Does something to each of many, so that one to which it cannot be done keeps nobody from the others. */
export class EachApart {
  private readonly failures = counter({
    name: 'openprepay_provenance_failures_total',
    help: 'Statements of the vault that could not be compared, and hours that could not be looked through, by what it was; each try counts',
    labelNames: ['what'],
  });

  constructor(private readonly logger: Logger) {}

  /**
   * What fails is logged with what tells it from the others, and counted.
   * @returns to how many it was done
   * @throws {Error} of the database: away, or too slow
   */
  async run<T extends object>(what: 'statement' | 'hour', all: readonly T[], work: (one: T) => Promise<void>): Promise<number> {
    let done = 0;
    for (const one of all) {
      try {
        await work(one);
        done++;
      } catch (error) {
        if (isDatabaseOutage(error) || isDatabaseBusy(error)) throw error;
        this.failures.inc({ what });
        const which: object = one;
        this.logger.error({ err: error, ...which }, `this ${what} cannot be compared with what was sold; the others are`);
      }
    }
    return done;
  }
}
