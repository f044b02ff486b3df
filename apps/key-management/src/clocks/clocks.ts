import { NamedOutage } from '@openprepay/contracts/coded';
import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { ClockRepository } from './clock.repository.js';
import { type ClockReading, requireAgreement, requirePlausible } from './clock-reading.js';

/** A jump that nobody has met for so long is over: who waits because of one tries again more often. */
const JUMP_SHOWN_MS = 15_000;

/** It is one row for all: written down no more often than tells a clock that went back. */
const NOTE_EVERY_MS = 30_000;

const isWorthNoting = ({ database, lastIssuedAt }: ClockReading): boolean =>
  lastIssuedAt === undefined || Math.abs(database.getTime() - lastIssuedAt.getTime()) >= NOTE_EVERY_MS;

/** Tells the time that tokens are made by: the database's, as long as no other clock contradicts it. */
export class Clocks {
  private lastJump: { readonly at: number; readonly message: string } | undefined;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly repository: ClockRepository,
    private readonly clock: Clock,
  ) {}

  /** What the clocks say now. */
  async read(tx: Tx): Promise<ClockReading> {
    const before = this.clock.now();
    const read = await this.repository.read(tx);
    return { before, after: this.clock.now(), ...read };
  }

  /**
   * The time of a reading of this transaction, noted as one that tokens were made at.
   *
   * @param requestedAt when each of the requests says that it was made
   * @throws {NamedOutage} `key-management.clock_jumped`; {KeyManagementError} the same, for a request that stands alone with its time
   */
  async agree(tx: Tx, reading: ClockReading, requestedAt: readonly Date[]): Promise<Date> {
    try {
      requireAgreement(reading);
      for (const at of requestedAt) requirePlausible(at, reading);
      if (isWorthNoting(reading)) await this.repository.note(tx, reading.database);
      this.lastJump = undefined;
      return reading.database;
    } catch (error) {
      if (error instanceof NamedOutage) this.lastJump = { at: performance.now(), message: error.message };
      throw error;
    }
  }

  /** @throws {NamedOutage} while the clocks disagree, and for as long as somebody may be waiting because they did */
  async check(): Promise<void> {
    await this.unitOfWork.run(ALL_UTILITIES, async (tx) => requireAgreement(await this.read(tx)));
    const { lastJump } = this;
    if (lastJump && performance.now() - lastJump.at < JUMP_SHOWN_MS) throw new NamedOutage('key-management.clock_jumped', lastJump.message);
  }
}
