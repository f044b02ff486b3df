import { type Clock, systemClock } from '@openprepay/persistence/clock';

/** A clock that stands where it is put; ids are the system's, for they must differ. */
export class TestClock implements Clock {
  private instant: Date;

  constructor(instant: Date | string) {
    this.instant = new Date(instant);
  }

  now(): Date {
    return new Date(this.instant);
  }

  newId(): string {
    return systemClock.newId();
  }

  set(instant: Date | string): void {
    this.instant = new Date(instant);
  }

  advance(ms: number): void {
    this.instant = new Date(this.instant.getTime() + ms);
  }
}
