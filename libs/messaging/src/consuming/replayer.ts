import type { Logger } from 'pino';
import { isCoded } from '@openprepay/contracts/coded';
import { backoffMs } from '@openprepay/pace/backoff';
import { Signal } from '@openprepay/pace/signal';
import { isDatabaseOutage } from '@openprepay/persistence/outage';
import { sql } from '@openprepay/persistence/sql';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { RawMessage } from '../kafka/raw-message.js';
import type { MessagingLimits } from '../limits.js';
import { releaseNext } from '../parking/parked-key.js';
import { storableName, storableReason } from '../parking/parked-text.js';
import { EXHAUSTED } from '../parking/parking.js';
import { handleAll, prepareAll } from './handlers.js';
import { readMessage, TYPE_UNKNOWN, type Incoming, type IncomingEvent, type Reading } from './incoming.js';

export interface ReplayerOptions {
  readonly unitOfWork: UnitOfWork;
  /** What each of the service's groups reads by. */
  readonly groups: ReadonlyMap<string, Reading>;
  readonly limits: MessagingLimits;
  readonly logger: Logger;
}

/** A requested message that another transaction has locked is looked at again this soon. */
const LOCKED_RETRY_MS = 50;

/**
 * Handles parked messages again on request: one per transaction, in the order of its key, and then what is held behind it,
 * until the key is free or something fails again. Each replica may run one; they share the work by row locks.
 */
export class Replayer {
  private readonly signal = new Signal();
  private running: Promise<void> | undefined;
  private stopping = false;

  constructor(private readonly options: ReplayerOptions) {}

  start(): void {
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.signal.wake();
    await this.running;
  }

  readonly wake = (): void => this.signal.wake();

  private async run(): Promise<void> {
    const { limits, logger } = this.options;
    for (let failures = 0; !this.stopping;) {
      try {
        const step = await this.step();
        failures = 0;
        if (step === 'locked') await this.signal.wait(LOCKED_RETRY_MS);
        if (step !== 'none') continue;
        await this.signal.wait(limits.replayPollMs);
        if (!this.stopping) await this.requestDue();
      } catch (error) {
        // The database is away, or a row cannot even be marked: requests stay, and are taken up again.
        logger.warn({ err: error }, 'the replay of parked messages was interrupted');
        await this.signal.wait(backoffMs(failures++, { baseMs: limits.retryBackoffMs, limitMs: limits.outageBackoffLimitMs }));
      }
    }
  }

  /** Has what failed without a code, and is due again, replayed: whatever was in its way may have passed. */
  private async requestDue(): Promise<void> {
    await this.options.unitOfWork.run(ALL_UTILITIES, (tx) => sql(tx, REQUEST_DUE, [this.options.limits.replayRows]));
  }

  private async step(): Promise<Step> {
    for (let tries = 1; ; tries++) {
      const current: { row?: RequestedRow } = {};
      try {
        return await this.replayNext(current);
      } catch (error) {
        if (current.row === undefined || isDatabaseOutage(error)) throw error;
        const coded = isCoded(error);
        if (!coded && tries < this.options.limits.messageTries && !this.stopping) {
          await this.signal.wait(
            backoffMs(tries, { baseMs: this.options.limits.retryBackoffMs, limitMs: this.options.limits.outageBackoffLimitMs }),
          );
          continue;
        }
        const failure = { code: coded ? error.code : EXHAUSTED, reason: error instanceof Error ? error.message : String(error), tries };
        await this.keepParked(current.row, failure);
        return 'done';
      }
    }
  }

  /** One try. What a message needs to be there is made ready between the look at it and the transaction that handles it. */
  private async replayNext(current: { row?: RequestedRow }): Promise<Step> {
    const looked = await this.transact(current);
    if (typeof looked === 'string') return looked;
    await prepareAll([looked.message], this.options.limits.handlerTimeoutMs);
    const step = await this.transact(current, looked.id);
    // Meanwhile another replica has taken it, and the next one is not prepared for: its turn comes at once.
    return typeof step === 'string' ? step : 'done';
  }

  /** @param prepared the id of the one that everything is ready for */
  private async transact(current: { row?: RequestedRow }, prepared?: string): Promise<Step | Unprepared> {
    const { unitOfWork, limits } = this.options;
    const work = async (tx: Tx): Promise<Step | Unprepared> => {
      const [row] = await sql<RequestedRow>(tx, NEXT_REQUESTED);
      if (row === undefined) return (await this.anyRequested(tx)) ? 'locked' : 'none';
      current.row = row;
      const reading = this.options.groups.get(row.group_name);
      const message = reading && readMessage(toRaw(row), reading);
      if (message?.kind === 'event' && message.definition.prepare !== undefined && row.id !== prepared) return { id: row.id, message };
      await this.settle(tx, row, message);
      return 'done';
    };
    return unitOfWork.run(ALL_UTILITIES, work, { timeoutMs: limits.handlerTimeoutMs });
  }

  private async settle(tx: Tx, row: RequestedRow, message: Incoming | undefined): Promise<void> {
    if (message?.kind === 'unreadable') return this.mark(tx, row, { code: message.code, reason: message.reason, tries: 1 });
    if (message?.kind === 'event') await handleAll(tx, [message], new Map([[message.definition.event.type, message.definition]]));
    // A type that was not known then and that nobody asks for now would have been passed over: it is done.
    else if (message === undefined || row.code !== TYPE_UNKNOWN) {
      return this.mark(tx, row, { code: row.code, reason: 'this service no longer handles such messages', tries: 0 });
    }
    const by = row.replay_requested_by ?? 'system';
    await sql(
      tx,
      `update parked_message set state = 'replayed', settled_at = now(), settled_by = $2, tries = tries + 1, replay_requested_at = null where id = $1`,
      [row.id, by],
    );
    await releaseNext(tx, { ...row, group: row.group_name, by });
  }

  private async anyRequested(tx: Tx): Promise<boolean> {
    const rows = await sql(
      tx,
      `select 1 from parked_message where replay_requested_at is not null and state in ('parked', 'held') limit 1`,
    );
    return rows.length > 0;
  }

  private async keepParked(row: RequestedRow, failure: Failure): Promise<void> {
    await this.options.unitOfWork.run(ALL_UTILITIES, (tx) => this.mark(tx, row, failure));
    this.options.logger.error(
      { id: row.id, group: row.group_name, code: failure.code, reason: failure.reason },
      'a replayed message failed again',
    );
  }

  /** It stays, with what it failed with this time, and goes on holding its key. */
  private async mark(tx: Tx, { id, automatic_replays: replays }: RequestedRow, { code, reason, tries }: Failure): Promise<void> {
    const { replayAfterMs: baseMs, replayAfterLimitMs: limitMs } = this.options.limits;
    await sql(
      tx,
      `update parked_message set state = 'parked', code = $2, reason = $3, tries = tries + $4, replay_requested_at = null,
         automatic_replays = automatic_replays + 1, replay_after = now() + make_interval(secs => $5::float8 / 1000)
       where id = $1 and state in ('parked', 'held')`,
      [id, storableName(code), storableReason(reason), tries, code === EXHAUSTED ? backoffMs(replays + 1, { baseMs, limitMs }) : null],
    );
  }
}

/** `locked`: another transaction has what is asked for; `none`: nothing is. */
type Step = 'done' | 'locked' | 'none';

/** A message whose handler needs something to be there before its transaction begins. */
interface Unprepared {
  readonly id: string;
  readonly message: IncomingEvent;
}

interface Failure {
  readonly code: string;
  readonly reason: string;
  readonly tries: number;
}

interface RequestedRow {
  readonly id: string;
  readonly position: string;
  readonly utility: string;
  readonly group_name: string;
  readonly topic: string;
  readonly partition: number;
  readonly log_offset: string;
  readonly key: string;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Buffer | null;
  readonly replay_requested_by: string | null;
  readonly automatic_replays: number;
}

const REQUEST_DUE = `
with due as materialized (
  select position from parked_message
  where replay_after <= now() and state = 'parked' and replay_requested_at is null
  order by replay_after limit $1 for update skip locked)
update parked_message known set replay_requested_at = now(), replay_requested_by = 'system', replay_after = null
from due where known.position = due.position`;

const NEXT_REQUESTED = `
select id, automatic_replays, position, utility, group_name, topic, partition, log_offset, key, code, headers, value, replay_requested_by
from parked_message
where replay_requested_at is not null and state in ('parked', 'held')
order by position limit 1 for update skip locked`;

const toRaw = (row: RequestedRow): RawMessage => ({
  topic: row.topic,
  partition: row.partition,
  offset: row.log_offset,
  key: Buffer.from(row.key),
  value: row.value,
  headers: row.headers,
});
