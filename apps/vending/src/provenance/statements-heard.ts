import type { Clock } from '@openprepay/persistence/clock';

export const ISSUE_COUNTS_GROUP = 'vending.issue-counts';

/** A vault that was away at the same time states what it still has to within its first minutes. */
const LISTENED_MS = 600_000;
/** Who has not looked for so long was away, or asleep. */
const AWAY_MS = 300_000;

/** How this service's groups get on. */
export interface Groups {
  health(): { readonly consumers: readonly { readonly group: string; readonly running: boolean }[] };
  /** Messages of each partition that are not read. */
  lag(): readonly { readonly group: string; readonly lag: number }[];
}

/** Whether silence of the vault is its own, and not that nobody has listened. */
export class StatementsHeard {
  private lookedAt = 0;
  /** Since when there has been nothing that was not read. */
  private since: number | undefined;

  constructor(
    private readonly groups: Groups,
    private readonly clock: Clock,
  ) {}

  /**
   * Whether everything on the bus has been read for ten minutes without a break, as this process sees it. To be asked more often than
   * every five minutes: in between nobody is taken to have listened.
   */
  toTheEnd(): boolean {
    const now = this.clock.now().getTime();
    const wasAway = now - this.lookedAt > AWAY_MS;
    this.lookedAt = now;
    if (!this.hasReadAll()) this.since = undefined;
    else if (wasAway) this.since = now;
    else this.since ??= now;
    return this.since !== undefined && now - this.since >= LISTENED_MS;
  }

  private hasReadAll(): boolean {
    const reads = this.groups.health().consumers.some(({ group, running }) => group === ISSUE_COUNTS_GROUP && running);
    const lags = this.groups.lag().filter(({ group }) => group === ISSUE_COUNTS_GROUP);
    return reads && lags.length > 0 && lags.every(({ lag }) => lag === 0);
  }
}
