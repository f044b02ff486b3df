import { entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { TillOutcomeRow } from './till-outcome.row.js';

/** What became of a message of a till. */
export type TillOutcome =
  | { readonly state: 'done' }
  /** Begun: a second person or a token is waited for. */
  | { readonly state: 'under-way' }
  | { readonly state: 'refused'; readonly why: string; readonly code: string | undefined };

/** Which message. */
export interface KeptKey {
  readonly vendorId: string;
  readonly messageKey: string;
}

export interface NotedOutcome extends KeptKey {
  readonly outcome: TillOutcome;
  readonly at: Date;
}

export class TillOutcomeRepository {
  async find(tx: Tx, { vendorId, messageKey }: KeptKey): Promise<TillOutcome | undefined> {
    const row = await entities(tx).findOneBy(TillOutcomeRow, { utility: tx.utility, vendorId, messageKey });
    return row && row.state !== 'tried-again' ? fromRow(row) : undefined;
  }

  /** The message has come again: what it was refused for says no more what becomes of it. */
  async tryAgain(tx: Tx, { vendorId, messageKey }: KeptKey, at: Date): Promise<void> {
    await sql(
      tx,
      `update till_outcome set state = 'tried-again', why = null, code = null, noted_at = $4
       where utility = $1 and vendor_id = $2 and message_key = $3 and state = 'refused'`,
      [tx.utility, vendorId, messageKey, at],
    );
  }

  /** What was refused may be done when the message comes again; what has begun may only end, and what is done stays so. */
  async note(tx: Tx, { vendorId, messageKey, outcome, at }: NotedOutcome): Promise<void> {
    const { why = null, code = null } = outcome.state === 'refused' ? outcome : {};
    await sql(
      tx,
      `insert into till_outcome as noted (utility, vendor_id, message_key, state, why, code, noted_at) values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (utility, vendor_id, message_key) do update
         set state = excluded.state, why = excluded.why, code = excluded.code, noted_at = excluded.noted_at
         where noted.state in ('refused', 'tried-again') or (noted.state = 'under-way' and excluded.state = 'done')`,
      [tx.utility, vendorId, messageKey, outcome.state, why, code, at],
    );
  }
}

function fromRow({ state, why, code }: TillOutcomeRow): TillOutcome {
  if (state === 'done' || state === 'under-way') return { state };
  return { state: 'refused', why: why ?? '', code: code ?? undefined };
}
