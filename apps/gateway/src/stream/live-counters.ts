import type { LiveCounters } from '@openprepay/contracts/http/stream';
import { addTo, type MoneyMinor } from '@openprepay/quantities';
import type { LiveEvent } from './live-event.js';

interface Tally {
  vends: number;
  failedVends: number;
  tokensAccepted: number;
  tokensRejected: number;
  alarms: number;
  /** By currency. */
  readonly soldMinor: Map<string, MoneyMinor>;
}

/** Utilities counted at most; beyond that an installation has outgrown counting in one process. */
export const MAX_COUNTED_UTILITIES = 10_000;

/** Counts live events by utility, since this gateway started. */
export class LiveTally {
  private readonly byUtility = new Map<string, Tally>();

  constructor(private readonly since: Date) {}

  add({ utility, told }: LiveEvent): void {
    const tally = this.of(utility);
    if (!tally) return;
    if (told.event === 'vend') {
      tally.vends += 1;
      addTo(tally.soldMinor, told.data.currency, told.data.tenderMinor);
    } else if (told.event === 'vend-failed') tally.failedVends += 1;
    // What a storm has left was counted with it.
    else if (told.event === 'alarm') tally.alarms += told.data.stormId === undefined ? 1 : 0;
    else if (told.event === 'storm') tally.alarms += told.data.joined ?? told.data.meters;
    else if (told.event === 'delivery' && 'acceptedAt' in told.data) tally.tokensAccepted += 1;
    else if (told.event === 'delivery') tally.tokensRejected += 1;
  }

  read(utility: string): LiveCounters {
    const { soldMinor, ...counts } = this.byUtility.get(utility) ?? emptyTally();
    return { since: this.since, ...counts, soldMinor: Object.fromEntries(soldMinor) };
  }

  private of(utility: string): Tally | undefined {
    const known = this.byUtility.get(utility);
    if (known || this.byUtility.size >= MAX_COUNTED_UTILITIES) return known;
    const fresh = emptyTally();
    this.byUtility.set(utility, fresh);
    return fresh;
  }
}

const emptyTally = (): Tally => ({ vends: 0, failedVends: 0, tokensAccepted: 0, tokensRejected: 0, alarms: 0, soldMinor: new Map() });
