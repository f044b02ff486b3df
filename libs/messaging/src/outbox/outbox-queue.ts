import type { NamedStatement, Session } from '@openprepay/persistence/session';
import { ALL_UTILITIES, UTILITY_SETTING } from '@openprepay/persistence/tenancy';
import { LowPosition } from './low-position.js';
import { type OutboxRow, positionsOf, SENT_COLUMNS } from './outbox-row.js';

/** The service's one relayer: whoever holds this advisory lock of its database. */
const LEADER_LOCK = 7_310_553_202;
const WAKE_CHANNEL = 'openprepay_outbox';

/** Rows that wait, at most so many and so many bytes; one at least, however large. */
export interface TurnSize {
  readonly rows: number;
  readonly bytes: number;
}

/**
 * What waits, oldest first: $1 rows and $2 bytes at most, none of the positions $3, past the position $4 or back again.
 * Sizes first: a batch of large events is never read whole only to be cut.
 */
const NEXT = `next as (
  select place, bytes, sum(bytes) over (order by position) as total, (count(*) over ())::integer as found
  from (
    select position, bytes, place from (
      (select position, bytes, ctid as place from outbox
       where position > $4 and parked_at is null and position <> all($3::bigint[]) order by position limit $1)
      union all
      (select position, bytes, ctid as place from outbox
       where again and position <= $4 and parked_at is null and position <> all($3::bigint[]) order by position limit $1)
    ) either order by position limit $1
  ) oldest)`;

/**
 * Each where it was seen: by its position the server would look for it among all that wait, as long as it takes the outbox to be
 * as empty as it mostly is when its rows are counted.
 */
const ROWS = `
select position, id, utility, topic, type, source, key, value, traceparent, occurred_at, coalesce(republished_at, created_at) as created_at,
  (select found from next limit 1) as found
from outbox where ctid = any(array(select place from next where total <= $2 or total = bytes))
order by position`;

export const NEXT_ROWS = `with ${NEXT} ${ROWS}`;

/** One turn of the relay: what it has sent goes, and what is next comes. */
const TURN: NamedStatement = {
  name: 'openprepay_relay_turn',
  text: `
with sent as (delete from outbox where position = any($3::bigint[]) returning ${SENT_COLUMNS}),
     kept as (insert into outbox_sent (${SENT_COLUMNS}, sent_at) select ${SENT_COLUMNS}, clock_timestamp() from sent),
     ${NEXT}
${ROWS}`,
};

/** `found`: how many there were before the bytes were counted. */
type FoundRow = OutboxRow & { readonly found: number };

/** The next rows, and whether there are more. */
export interface Turn {
  readonly rows: readonly OutboxRow[];
  readonly more: boolean;
}

/**
 * The relay's view of the outbox, on a connection of its own that sees every utility and holds the lead: what it says after
 * another has taken over it cannot say any more.
 */
export class OutboxQueue {
  private sent: readonly OutboxRow[] = [];
  private readonly low: LowPosition;
  private heardAt = 0;

  /** @param fullLookMs how often it looks at all that waits, as opposed to what has come since */
  constructor(
    private readonly session: Session,
    fullLookMs: number,
  ) {
    this.low = new LowPosition(fullLookMs);
  }

  async prepare(): Promise<void> {
    await this.session.query(`select set_config('${UTILITY_SETTING}', $1, false)`, [ALL_UTILITIES]);
    // A note that is lost with the server is a row that is sent again: consumers know it by its id.
    await this.session.query('set synchronous_commit = off');
    await this.session.query('select ensure_outbox_sent_days()');
  }

  /** True where this connection is now the leader's, until it ends. */
  async tryLead(): Promise<boolean> {
    const [lock] = await this.session.query<{ readonly taken: boolean }>('select pg_try_advisory_lock($1) as taken', [LEADER_LOCK]);
    if (lock?.taken !== true) return false;
    await this.session.query(`listen ${WAKE_CHANNEL}`);
    return true;
  }

  /** Tells the leader, in another process, that there is something to send. */
  async wakeLeader(): Promise<void> {
    await this.session.query(`notify ${WAKE_CHANNEL}`);
  }

  /** Whether something was sent that the database does not know of. */
  get unnoted(): boolean {
    return this.sent.length > 0;
  }

  /** These were sent: the next turn notes it. */
  noteSent(rows: readonly OutboxRow[]): void {
    this.sent = [...this.sent, ...rows];
  }

  /** Notes what was sent and returns what is next, oldest first. */
  async turn({ rows: limit, bytes }: TurnSize): Promise<Turn> {
    const asked = performance.now();
    const low = await this.low.next(asked, () => this.snapshot());
    const rows = await this.session.prepared<FoundRow>(TURN, [limit, bytes, positionsOf(this.sent), low.toString()]);
    this.heardAt = asked;
    this.sent = [];
    this.low.looked(
      low,
      rows.map(({ position }) => BigInt(position)),
    );
    const found = rows[0]?.found ?? 0;
    return { rows, more: found === limit || rows.length < found };
  }

  /**
   * Whoever was paused, or cut off, is not to send what another has sent meanwhile.
   *
   * @throws where the connection, and the lead with it, is gone
   */
  async confirmLead(leaseMs: number): Promise<void> {
    const asked = performance.now();
    if (asked - this.heardAt < leaseMs) return;
    await this.session.query('select 1');
    this.heardAt = asked;
  }

  private async snapshot(): Promise<{ readonly xmin: bigint; readonly xmax: bigint }> {
    const [row] = await this.session.query<{ readonly xmin: string; readonly xmax: string }>(
      'select pg_snapshot_xmin(now)::text as xmin, pg_snapshot_xmax(now)::text as xmax from pg_current_snapshot() now',
    );
    return { xmin: BigInt(row!.xmin), xmax: BigInt(row!.xmax) };
  }
}
