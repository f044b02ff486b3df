import { BoundedMap } from '@openprepay/pace/bounded-map';
import type { Logger } from 'pino';

const WINDOW_MS = 60_000;

export interface QuietLogLimits {
  /** Whose lines are told apart. */
  readonly loggedSubjects: number;
  /** Lines of one minute, whoever's they are. */
  readonly logLinesPerMinute: number;
}

/**
 * Writes what strangers can cause as often as they like: one line a minute of each kind and subject, and so many in all. How
 * many were left out stands in the next one.
 */
export class QuietLog {
  private readonly last: BoundedMap<string, number>;
  private windowEnds = 0;
  private lines = 0;
  private left = 0;

  constructor(
    private readonly logger: Logger,
    private readonly limits: QuietLogLimits,
    private readonly now: () => number,
  ) {
    this.last = new BoundedMap(limits.loggedSubjects);
  }

  /** @param subject a client id or an address; nothing else that a client says belongs into a log */
  note(
    level: 'info' | 'warn',
    message: string,
    { subject, ...fields }: { readonly subject: string } & Readonly<Record<string, unknown>>,
  ): void {
    const now = this.now();
    if (now >= this.windowEnds) {
      this.windowEnds = now + WINDOW_MS;
      this.lines = 0;
    }
    const key = `${message} ${subject}`;
    if (this.lines >= this.limits.logLinesPerMinute || now - (this.last.get(key) ?? -Infinity) < WINDOW_MS) {
      this.left++;
      return;
    }
    this.last.set(key, now);
    this.lines++;
    const leftOut = this.left;
    this.left = 0;
    this.logger[level]({ ...fields, subject, ...(leftOut > 0 ? { leftOut } : {}) }, message);
  }
}
