import type { Signal } from '@openprepay/pace/signal';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import { MAX_CLOCK_SKEW_MS, MAX_REQUEST_AGE_MS } from '../clocks/clock-reading.js';
import type { LatePace } from './late-pace.js';
import type { LateRequestRepository, RequestEvent } from './late-request.repository.js';

/** A sale is answered without its token by then. */
const WAITED_FOR_MS = 10_000;
/** Nobody waits at a till any more for what was asked for longer ago, whichever of the two clocks is ahead of the other. */
export const LATE_AFTER_MS = MAX_CLOCK_SKEW_MS + WAITED_FOR_MS;

/**
 * Sorts out, of the requests of a batch, those that are late: after an outage they are many, and whoever buys now would wait behind all
 * of them. As many as the pace has room for are answered at once, the others wait in the database.
 */
export class SetLateAside {
  constructor(
    private readonly lateRequests: LateRequestRepository,
    private readonly pace: LatePace,
    private readonly wake: Signal,
    private readonly clock: Clock,
  ) {}

  /**
   * A meter's requests keep their order: where one of them waits, those that follow it wait behind it.
   *
   * @returns those that are to be answered now, in their order
   */
  async execute(tx: Tx, events: readonly RequestEvent[]): Promise<readonly RequestEvent[]> {
    const waiting = new Set(
      await this.lateRequests.metersWaiting(
        tx,
        events.map(({ data }) => data.meterPan),
      ),
    );
    const now = this.clock.now();
    const [ready, aside]: [RequestEvent[], RequestEvent[]] = [[], []];
    for (const event of events) {
      if (this.mustWait(event, waiting, now)) {
        waiting.add(event.data.meterPan);
        aside.push(event);
      } else ready.push(event);
    }
    await this.lateRequests.add(tx, aside);
    if (aside.length > 0) tx.afterCommit(this.wake.wake);
    return ready;
  }

  /**
   * A set must not pass a token of the key that it replaces: a meter that has taken the set refuses that token.
   *
   * @returns those of meters of which no request waits; whoever asked for the others asks again until there is an answer
   */
  async behindNone<Asked extends { readonly data: { readonly meterPan: string } }>(
    tx: Tx,
    events: readonly Asked[],
  ): Promise<readonly Asked[]> {
    const waiting = await this.lateRequests.metersWaiting(
      tx,
      events.map(({ data }) => data.meterPan),
    );
    return events.filter(({ data }) => !waiting.has(data.meterPan));
  }

  /**
   * Requests that come by the way of those that somebody waits for at a till: each is asked for otherwise as well, so that one that is
   * left here has its answer all the same.
   *
   * @returns those that are not late, of meters of which no request waits
   */
  stillAwaited<Asked extends { readonly data: { readonly meterPan: string; readonly requestedAt: Date } }>(
    tx: Tx,
    events: readonly Asked[],
  ): Promise<readonly Asked[]> {
    const now = this.clock.now();
    return this.behindNone(
      tx,
      events.filter(({ data }) => ageOf(data, now) < LATE_AFTER_MS),
    );
  }

  private mustWait({ data }: RequestEvent, waiting: ReadonlySet<string>, now: Date): boolean {
    if (waiting.has(data.meterPan)) return true;
    const ageMs = ageOf(data, now);
    // What is too old to be believed is refused at once, and parked.
    if (ageMs < LATE_AFTER_MS || ageMs > MAX_REQUEST_AGE_MS) return false;
    if (this.pace.roomAt(now) < 1) return true;
    this.pace.take(1);
    return false;
  }
}

const ageOf = ({ requestedAt }: { readonly requestedAt: Date }, now: Date): number => now.getTime() - requestedAt.getTime();
