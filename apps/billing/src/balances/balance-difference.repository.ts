import type { FloatDifferenceState } from '@openprepay/contracts/http/billing-reconciliation';
import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { moneyMinor } from '@openprepay/quantities';
import { monthStart, monthText } from '../calendar/period-sql.js';
import type { BalanceDifference, FoundDifference } from './balance-difference.js';

export interface DifferenceFilter {
  readonly state?: FloatDifferenceState;
  /** Found before this one only. */
  readonly before?: string;
  readonly limit: number;
}

interface DifferenceRecord extends Pick<BalanceDifference, 'id' | 'account' | 'currency' | 'period' | 'foundAt'> {
  readonly kept: string;
  readonly booked: string;
  readonly resolvedAt: Date | null;
}

/** Where balances differ from the lines, or did. */
export class BalanceDifferenceRepository {
  /** @returns whether it is new: one that is open already is only brought up to date */
  async note(
    tx: Tx,
    { account, currency, period, keptMinor, bookedMinor, id, foundAt }: Omit<BalanceDifference, 'resolvedAt'>,
  ): Promise<boolean> {
    const [noted] = await sql<{ id: string }>(
      tx,
      `insert into balance_difference (utility, id, account, currency, period, kept_minor, booked_minor, found_at)
       values ($1, $2, $3, $4, ${monthStart('$5')}, $6, $7, $8)
       on conflict (utility, account, currency, period) where resolved_at is null
         do update set kept_minor = excluded.kept_minor, booked_minor = excluded.booked_minor
       returning id`,
      [tx.utility, id, account, currency, period, keptMinor.toString(), bookedMinor.toString(), foundAt],
    );
    return noted?.id === id;
  }

  /** Those that are open and were not found again. */
  async resolveOthers(tx: Tx, found: readonly FoundDifference[], at: Date): Promise<void> {
    await sql(
      tx,
      `update balance_difference d set resolved_at = $2
        where d.utility = $1 and d.resolved_at is null and not exists (
          select 1 from unnest($3::text[], $4::text[], $5::text[]) as found (account, currency, period)
           where found.account = d.account and found.currency = d.currency and found.period = ${monthText('d.period')})`,
      [tx.utility, at, found.map(({ account }) => account), found.map(({ currency }) => currency), found.map(({ period }) => period)],
    );
  }

  /** Of all utilities. */
  async open(tx: Tx): Promise<number> {
    const [row] = await sql<{ open: number }>(tx, 'select count(*)::integer as open from balance_difference where resolved_at is null');
    return row?.open ?? 0;
  }

  /** The newest first. */
  async list(tx: Tx, { state, before, limit }: DifferenceFilter): Promise<readonly BalanceDifference[]> {
    const rows = await sql<DifferenceRecord>(
      tx,
      `select id, account, currency, ${monthText('d.period')} as period, kept_minor as kept, booked_minor as booked,
              found_at as "foundAt", resolved_at as "resolvedAt"
         from balance_difference d
        where d.utility = $1 and ($2::text is null or (d.resolved_at is null) = ($2 = 'open')) and ($3::uuid is null or d.id < $3)
        order by d.id desc limit $4`,
      [tx.utility, state ?? null, before ?? null, limit],
    );
    return rows.map(({ kept, booked, resolvedAt, ...row }) => ({
      ...row,
      keptMinor: moneyMinor(BigInt(kept)),
      bookedMinor: moneyMinor(BigInt(booked)),
      resolvedAt: resolvedAt ?? undefined,
    }));
  }
}
