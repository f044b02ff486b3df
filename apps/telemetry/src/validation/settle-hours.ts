import { isDatabaseBusy, isDatabaseOutage } from '@openprepay/persistence/outage';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { apart } from '@openprepay/runtime/apart';
import type { Logger } from '@openprepay/runtime/logger';
import type { JudgeMeters } from '../alarm-watch/judge-meters.js';
import { limits } from '../telemetry-limits.js';
import type { EstimateRepository } from './estimate.repository.js';
import type { FailingMeters } from './failing-meters.js';
import { hourOf, type MeterHour } from './hour.js';
import type { HourMarkRepository } from './hour-mark.repository.js';
import type { HourPointsRepository } from './hour-points.repository.js';
import type { NoteFindings } from './note-findings.js';
import type { SettledHourRepository } from './settled-hour.repository.js';
import { type Settlement, settle } from './settled-hour.js';
import type { SettlingMetrics } from './settling-metrics.js';

export interface SettlingSettings {
  /** How long an hour rests after a point has come, for what else comes. */
  readonly quietMs: number;
}

export interface SettlingRound {
  /** Hours of meters that were summed up. */
  readonly hours: number;
  /** There are hours that have waited for long. */
  readonly isBehind: boolean;
}

/**
 * Sums up the hours to which points have come, once they rest: what came late does its hour again, and those that it changes
 * beside. What the meters say now is held against the rules of alarms then.
 */
export class SettleHours {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly marks: HourMarkRepository,
    private readonly points: HourPointsRepository,
    private readonly settled: SettledHourRepository,
    private readonly estimates: EstimateRepository,
    private readonly noteFindings: NoteFindings,
    private readonly judgeMeters: JudgeMeters,
    private readonly metrics: SettlingMetrics,
    private readonly settings: SettlingSettings,
    private readonly failing: FailingMeters,
    private readonly logger: Logger,
  ) {}

  /** What fails for one utility keeps no other waiting, nor the gauge of how long hours wait from telling of those that cannot be summed up. */
  async execute(): Promise<SettlingRound> {
    const { hoursAtOnce, behindMs, longestBusyMs } = limits.validation;
    const { quietMs } = this.settings;
    await this.acrossUtilities((tx) => this.marks.claim(tx, { quietMs, longestMs: longestBusyMs, limit: hoursAtOnce }));
    await this.acrossUtilities((tx) => this.marks.fence(tx));
    const utilities = await this.acrossUtilities((tx) => this.marks.utilitiesWithReady(tx));
    let hours = 0;
    for (const utility of utilities)
      hours += (await apart(this.logger, { task: 'hours of readings', utility }, () => this.settleReady(utility))) ?? 0;
    const waitMs = await this.acrossUtilities((tx) => this.marks.longestWait(tx));
    this.metrics.waits(waitMs);
    return { hours, isBehind: hours > 0 && waitMs > behindMs };
  }

  /**
   * Where it fails for many hours it is done for the first half of them, until it is known whose hour it fails for: that meter is passed
   * over from then on, for a while.
   */
  private async settleReady(utility: string): Promise<number> {
    const exceptOf = this.failing.of(utility);
    for (let limit: number = limits.validation.hoursAtOnce; ;) {
      let taken: readonly MeterHour[] = [];
      try {
        return await this.unitOfWork.run(utility, async (tx) => {
          taken = await this.marks.takeReady(tx, { limit, exceptOf });
          await this.settleAll(tx, taken);
          return taken.length;
        });
      } catch (error) {
        const [first] = taken;
        if (first === undefined || isDatabaseOutage(error) || isDatabaseBusy(error)) throw error;
        if (limit === 1) {
          this.failing.add(utility, first.meterNumber);
          throw error;
        }
        limit = Math.ceil(taken.length / 2);
      }
    }
  }

  private async settleAll(tx: Tx, ready: readonly MeterHour[]): Promise<void> {
    const { hoursInMemory } = limits.validation;
    let count: number = hoursInMemory;
    for (let left = ready; left.length > 0;) {
      if (await this.settleSome(tx, left, count)) {
        left = left.slice(count);
        count = Math.min(count + 1, hoursInMemory);
      } else count = Math.ceil(Math.min(count, left.length) / 2);
    }
    await this.judgeMeters.execute(
      tx,
      ready.map(({ meterNumber }) => meterNumber),
    );
  }

  /**
   * Sums up the first of the hours that are left to this transaction. Where one meter says much the next does, too: whoever is told that
   * these are too many goes on with fewer, for to find that out they were all read; one hour of a meter is read whole.
   *
   * @returns false where these have too many points together, and nothing is done
   */
  private async settleSome(tx: Tx, left: readonly MeterHour[], count: number): Promise<boolean> {
    const marked = left.slice(0, count);
    const registers = await this.points.aroundAtMost(tx, marked, limits.validation.pointsInMemory);
    if (registers === undefined) return false;
    // An hour whose points are forgotten by now stays as it was summed up.
    const told = new Set(registers.map(keyOf));
    const hours = marked.filter((hour) => told.has(keyOf(hour)));
    const settlements = registers.map(settle);
    const changed = await this.settled.put(tx, settlements);
    await this.estimates.replace(tx, hours, settlements);
    await this.noteFindings.execute(tx, { hours, registers, settlements });
    // What is read with these points, or after them, has seen all that they tell.
    const seen = new Set(left.map(keyOf));
    const disturbed = [...changed.flatMap(before), ...(await this.points.following(tx, changed.filter(isFollowed)))];
    await this.marks.mark(
      tx,
      disturbed.filter((hour) => !seen.has(keyOf(hour))),
    );
    return true;
  }

  private acrossUtilities<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.unitOfWork.run(ALL_UTILITIES, work);
  }
}

const keyOf = ({ meterNumber, hour }: MeterHour): string => `${meterNumber} ${hour.getTime()}`;

type Changed = Settlement & { readonly isNew: boolean };

/**
 * The hour before one that came out otherwise than before: whether it ended where its last point says is known by the one after that,
 * and that is another where this hour is new, or has another beginning.
 */
function before({ meterNumber, before: ts, isNew, beganAnew }: Changed): readonly MeterHour[] {
  return ts !== undefined && (isNew || beganAnew) ? [{ meterNumber, hour: hourOf(ts) }] : [];
}

/** Hours after it were judged from points that are others now. */
const isFollowed = ({ after }: Changed): boolean => after !== undefined;
