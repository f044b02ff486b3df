import type { Signal } from '@openprepay/pace/signal';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { LatePace } from './late-pace.js';
import type { LateRequestRepository, RequestEvent } from './late-request.repository.js';

/** Nobody waits at a till any more for what was asked for longer ago: a sale is answered without its token by then. */
export const LATE_AFTER_MS = 10_000;

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

  private mustWait({ data: { meterPan, requestedAt } }: RequestEvent, waiting: ReadonlySet<string>, now: Date): boolean {
    if (waiting.has(meterPan)) return true;
    if (now.getTime() - requestedAt.getTime() < LATE_AFTER_MS) return false;
    if (this.pace.roomAt(now) < 1) return true;
    this.pace.take(1);
    return false;
  }
}
