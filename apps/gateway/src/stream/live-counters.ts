import { addTo, moneyMinor, type MoneyMinor } from '@openprepay/quantities';
import type { LiveEvent } from './live-event.js';

/** What happened in one utility since this gateway started. */
export interface LiveCounters {
  readonly since: string;
  readonly vends: number;
  readonly failedVends: number;
  /** Smallest unit, by currency, as decimal strings. */
  readonly soldMinor: Readonly<Record<string, string>>;
  readonly tokensAccepted: number;
  readonly tokensRejected: number;
  readonly alarms: number;
}

interface Tally {
  vends: number;
  failedVends: number;
  tokensAccepted: number;
  tokensRejected: number;
  alarms: number;
  readonly soldMinor: Map<string, MoneyMinor>;
}

/** Utilities counted at most; beyond that an installation has outgrown counting in one process. */
export const MAX_COUNTED_UTILITIES = 10_000;
const NATURAL_NUMBER = /^\d{1,30}$/;

/** Counts live events by utility. */
export class LiveTally {
  private readonly byUtility = new Map<string, Tally>();

  constructor(private readonly since: Date) {}

  add(event: LiveEvent): void {
    const tally = this.of(event.utility);
    if (!tally) return;
    if (event.kind === 'vend') countSale(tally, event);
    else if (event.kind === 'vend-failed') tally.failedVends += 1;
    else if (event.kind === 'alarm') tally.alarms += 1;
    else if (event.kind === 'delivery' && event.data['acceptedAt'] !== undefined) tally.tokensAccepted += 1;
    else if (event.kind === 'delivery') tally.tokensRejected += 1;
  }

  read(utility: string): LiveCounters {
    const { soldMinor, ...counts } = this.byUtility.get(utility) ?? emptyTally();
    const sold = [...soldMinor].map(([currency, amount]) => [currency, amount.toString()] as const);
    return { since: this.since.toISOString(), ...counts, soldMinor: Object.fromEntries(sold) };
  }

  private of(utility: string): Tally | undefined {
    const known = this.byUtility.get(utility);
    if (known || this.byUtility.size >= MAX_COUNTED_UTILITIES) return known;
    const fresh = emptyTally();
    this.byUtility.set(utility, fresh);
    return fresh;
  }
}

function countSale(tally: Tally, { data }: LiveEvent): void {
  tally.vends += 1;
  const { currency, tenderMinor } = data;
  if (typeof currency !== 'string' || typeof tenderMinor !== 'string' || !NATURAL_NUMBER.test(tenderMinor)) return;
  addTo(tally.soldMinor, currency, moneyMinor(BigInt(tenderMinor)));
}

const emptyTally = (): Tally => ({ vends: 0, failedVends: 0, tokensAccepted: 0, tokensRejected: 0, alarms: 0, soldMinor: new Map() });
