import { entities, sql, utilitiesDue } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { DesiredRow } from './desired.row.js';
import type { MeterSettings } from './wish.js';

export interface Desired {
  readonly meterNumber: string;
  readonly wish: MeterSettings;
  readonly requestedBy: string;
  readonly attempts: number;
}

export interface NewWish extends Pick<Desired, 'meterNumber' | 'wish' | 'requestedBy'> {
  readonly at: Date;
}

export interface NextLook extends Pick<Desired, 'meterNumber' | 'attempts'> {
  readonly at: Date;
}

export class DesiredRepository {
  async wish(tx: Tx, { meterNumber, wish, requestedBy, at }: NewWish): Promise<void> {
    await sql(
      tx,
      `insert into meter_desired (utility, meter_number, wish, requested_by, requested_at, attempts, next_attempt_at)
       values ($1, $2, $3, $4, $5, 0, $5)
       on conflict (utility, meter_number) do update set wish = excluded.wish, requested_by = excluded.requested_by,
         requested_at = excluded.requested_at, attempts = 0, next_attempt_at = excluded.next_attempt_at`,
      [tx.utility, meterNumber, JSON.stringify(wish), requestedBy, at],
    );
  }

  /** @returns an empty wish of a meter of which nothing is wished */
  async ofMeter(tx: Tx, meterNumber: string): Promise<MeterSettings> {
    const row = await entities(tx).findOneBy(DesiredRow, { utility: tx.utility, meterNumber });
    return row?.wish ?? {};
  }

  /** Utilities of wishes that are to be looked at by now, those with the fewest first. For system work across utilities. */
  async utilitiesWithDue(tx: Tx, now: Date): Promise<readonly string[]> {
    const rows = await sql<{ readonly utility: string }>(
      tx,
      utilitiesDue({ table: 'meter_desired', waiting: `wish <> '{}'`, due: 'next_attempt_at <= $1', since: 'next_attempt_at' }),
      [now],
    );
    return rows.map(({ utility }) => utility);
  }

  /** Those to be looked at by now, locked; others hold theirs. */
  async takeDue(tx: Tx, { now, limit }: { readonly now: Date; readonly limit: number }): Promise<readonly Desired[]> {
    const rows = await sql<Desired & { readonly meter_number: string; readonly requested_by: string }>(
      tx,
      `select meter_number, wish, requested_by, attempts from meter_desired
       where utility = $3 and next_attempt_at <= $1 and wish <> '{}' order by next_attempt_at limit $2 for update skip locked`,
      [now, limit, tx.utility],
    );
    return rows.map(({ meter_number, wish, requested_by, attempts }) => ({
      meterNumber: meter_number,
      wish,
      requestedBy: requested_by,
      attempts,
    }));
  }

  async lookAgain(tx: Tx, { meterNumber, attempts, at }: NextLook): Promise<void> {
    await sql(tx, 'update meter_desired set attempts = $3, next_attempt_at = $4 where utility = $1 and meter_number = $2', [
      tx.utility,
      meterNumber,
      attempts,
      at,
    ]);
  }
}
