import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { TelemetryError } from '../telemetry-error.js';
import { hourOf } from '../validation/hour.js';
import type { HourMarkRepository } from '../validation/hour-mark.repository.js';
import { type ReadingException, requireDecision, type Ruled } from './reading-exception.js';
import type { ReadingExceptionRepository } from './reading-exception.repository.js';

export interface ResolveExceptionCommand extends Ruled {
  readonly exceptionId: string;
  readonly reason: string;
}

/** Says what to make of an exception. The reading stays as it was measured; what is summed up of it is done again. */
export class ResolveException {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly exceptions: ReadingExceptionRepository,
    private readonly marks: HourMarkRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws {TelemetryError} `telemetry.exception_unknown`, `telemetry.exception_not_open`, `telemetry.decision_invalid` */
  async execute(caller: Principal, { exceptionId, ...command }: ResolveExceptionCommand): Promise<ReadingException> {
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const exception = await this.exceptions.lock(tx, exceptionId);
      if (!exception) throw new TelemetryError('telemetry.exception_unknown', 'this utility has no such exception');
      if (exception.state !== 'open') throw new TelemetryError('telemetry.exception_not_open', `it is ${exception.state} already`);
      requireDecision(exception.kind, command);
      const resolution = { ...command, resolvedBy: caller.username, resolvedAt: this.clock.now() };
      await this.exceptions.resolve(tx, exception, resolution);
      const { meterNumber, hour, ts } = exception;
      await this.marks.mark(
        tx,
        [hour, hourOf(ts)].map((marked) => ({ meterNumber, hour: marked })),
      );
      return { ...exception, state: 'resolved', resolution };
    });
  }
}
