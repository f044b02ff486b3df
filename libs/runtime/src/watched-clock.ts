import { NamedOutage } from '@openprepay/contracts/coded';
import { type Clock, systemClock } from '@openprepay/persistence/clock';

/** Clocks that agree differ by less; what a person or a meter would notice begins above it. */
export const MAX_CLOCK_SKEW_MS = 120_000;

/** The machine's two clocks, in milliseconds: the one that people set, and the one that only counts on. */
export interface MachineClocks {
  wallMs(): number;
  steadyMs(): number;
}

const machineClocks: MachineClocks = { wallMs: () => Date.now(), steadyMs: () => performance.now() };

interface Anchor {
  readonly wallMs: number;
  readonly steadyMs: number;
}

/**
 * The machine's time, as long as nothing contradicts it. A clock that is set to another time while the process runs is noticed at
 * once, by the one that only counts on; one that was wrong from the start, or is right again, by the database's.
 */
export class WatchedClock implements Clock {
  private anchor: Anchor;
  /** What the database's clock had against this one when they were last compared. */
  private contradiction: string | undefined;

  constructor(private readonly machine: MachineClocks = machineClocks) {
    this.anchor = this.read();
  }

  /** @throws {NamedOutage} `service.clock_jumped` while this clock cannot be trusted: nothing is decided by it */
  now(): Date {
    const wallMs = this.machine.wallMs();
    const jump = wallMs - this.anchor.wallMs - (this.machine.steadyMs() - this.anchor.steadyMs);
    const why = this.contradiction ?? (Math.abs(jump) > MAX_CLOCK_SKEW_MS ? `it was set to another time, ${seconds(jump)}` : undefined);
    if (why !== undefined) throw new NamedOutage('service.clock_jumped', `this process’s clock cannot be trusted: ${why}`);
    return new Date(wallMs);
  }

  newId(): string {
    return systemClock.newId();
  }

  /**
   * Compares with the database's clock: where they agree, this one is right from now on, whatever it did before.
   *
   * @param askDatabase its time at the moment that it answers; where it throws, nothing has changed
   * @returns by how many milliseconds this clock is ahead of the database's (negative: behind), half of the question's way aside
   */
  async compare(askDatabase: () => Promise<Date>): Promise<number> {
    const asked = this.machine.steadyMs();
    const databaseMs = (await askDatabase()).getTime();
    const read = this.read();
    const wayMs = read.steadyMs - asked;
    const skew = read.wallMs - databaseMs;
    // The answer may have taken as long as the question's whole way.
    if (Math.abs(skew) > MAX_CLOCK_SKEW_MS + wayMs) this.contradiction = `beside the database’s it is ${seconds(skew)}`;
    else {
      this.contradiction = undefined;
      this.anchor = read;
    }
    return skew - wayMs / 2;
  }

  private read(): Anchor {
    return { wallMs: this.machine.wallMs(), steadyMs: this.machine.steadyMs() };
  }
}

const seconds = (ms: number): string => `${Math.abs(ms / 1_000).toFixed(0)} s ${ms > 0 ? 'ahead' : 'behind'}`;
