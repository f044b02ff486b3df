import { BoundedMap } from '@openprepay/pace/bounded-map';
import { isDatabaseBusy, isDatabaseOutage } from '@openprepay/persistence/outage';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { apart, tellOfFailure } from '@openprepay/runtime/apart';
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
  /** How many hours of a utility are summed up in one transaction, where the database had no time for more: twice as many after each round. */
  private readonly lots = new BoundedMap<string, number>(limits.validation.slowUtilities);

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
    for (const utility of utilities) hours += (await apart(this.logger, { task: TASK, utility }, () => this.settleReady(utility))) ?? 0;
    const waitMs = await this.acrossUtilities((tx) => this.marks.longestWait(tx));
    this.metrics.waits(waitMs);
    return { hours, isBehind: hours > 0 && waitMs > behindMs };
  }

  /**
   * Where it fails for many hours it is done for the first half of them, until it is known whose hour it fails for: that meter is passed
   * over from then on, for a while, and the others' hours are gone on with. Where the database has no time, fewer are tried in the next
   * round.
   *
   * @throws {Error} of the database that is away
   */
  private async settleReady(utility: string): Promise<number> {
    const { hoursAtOnce, triesAtOnce } = limits.validation;
    const most = this.lots.get(utility) ?? hoursAtOnce;
    let lot = most;
    let hours = 0;
    for (let tries = 0; tries < triesAtOnce && hours < hoursAtOnce; tries++) {
      const { taken, failure } = await this.settleLot(utility, lot);
      if (failure === undefined) {
        hours += taken.length;
        if (taken.length < lot) break;
        lot = Math.min(2 * lot, most);
        continue;
      }
      const [{ meterNumber }] = taken;
      if (taken.length === 1) this.failing.add(utility, meterNumber);
      lot = Math.ceil(taken.length / 2);
      if (isDatabaseBusy(failure.error)) {
        this.lots.set(utility, lot);
        tellOfFailure(this.logger, { task: TASK, utility }, failure.error);
        return hours;
      }
      if (taken.length === 1) tellOfFailure(this.logger, { task: TASK, utility, meterNumber }, failure.error);
    }
    if (most < hoursAtOnce) this.lots.set(utility, Math.min(2 * most, hoursAtOnce));
    return hours;
  }

  /** @throws {Error} of the database that is away, and where it fails before there is an hour that it could be for */
  private async settleLot(utility: string, limit: number): Promise<Lot> {
    const exceptOf = this.failing.of(utility);
    let taken: readonly MeterHour[] = [];
    try {
      await this.unitOfWork.run(utility, async (tx) => {
        taken = await this.marks.takeReady(tx, { limit, exceptOf });
        await this.settleAll(tx, taken);
      });
      return { taken };
    } catch (error) {
      if (!isSome(taken) || isDatabaseOutage(error)) throw error;
      return { taken, failure: { error } };
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

const TASK = 'hours of readings';

/** Hours that were tried together, and why they were not summed up. */
type Lot =
  | { readonly taken: readonly MeterHour[]; readonly failure?: undefined }
  | { readonly taken: readonly [MeterHour, ...MeterHour[]]; readonly failure: { readonly error: unknown } };

const isSome = (taken: readonly MeterHour[]): taken is readonly [MeterHour, ...MeterHour[]] => taken.length > 0;

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
