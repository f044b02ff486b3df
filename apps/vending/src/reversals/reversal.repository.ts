import { present } from '@openprepay/contracts/present';
import { entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { In, LessThan, MoreThanOrEqual, Not } from 'typeorm';
import { VendingError } from '../vending-error.js';
import { decidedParameters, decideIn, reversalFromColumns, reversalToColumns } from './reversal-columns.js';
import type { Reversal, ReversalDecision, ReversalState } from './reversal.js';
import { ReversalRow } from './reversal.row.js';

export interface ReversalFilter {
  readonly state?: ReversalState | undefined;
  readonly vendId?: string | undefined;
  /** Asked for before this one only. */
  readonly before?: string | undefined;
  readonly limit: number;
}

export class ReversalRepository {
  /** @throws {VendingError} `vending.reversal_unknown` */
  async require(tx: Tx, reversalId: string): Promise<Reversal> {
    const row = await entities(tx).findOneBy(ReversalRow, { utility: tx.utility, reversalId });
    if (!row) throw new VendingError('vending.reversal_unknown', `there is no reversal ${reversalId}`);
    return fromRow(row);
  }

  /** The one of a vend that was not refused. */
  async ofVend(tx: Tx, vendId: string): Promise<Reversal | undefined> {
    const row = await entities(tx).findOneBy(ReversalRow, { utility: tx.utility, vendId, state: Not('refused') });
    return row ? fromRow(row) : undefined;
  }

  /** The newest of a vend that was refused at this moment or later. */
  async refusedSince(tx: Tx, vendId: string, since: Date): Promise<Reversal | undefined> {
    const row = await entities(tx).findOne(ReversalRow, {
      where: { utility: tx.utility, vendId, state: 'refused', decidedAt: MoreThanOrEqual(since) },
      order: { reversalId: 'DESC' },
    });
    return row ? fromRow(row) : undefined;
  }

  /** Those done under these receipt numbers, in no order. */
  async ofReceipts(tx: Tx, receiptNumbers: readonly string[]): Promise<readonly Reversal[]> {
    const rows = await entities(tx).findBy(ReversalRow, { utility: tx.utility, receiptNumber: In([...receiptNumbers]) });
    return rows.map(fromRow);
  }

  /** Newest first: ids are made in the order in which they were asked for. */
  async list(tx: Tx, { state, vendId, before, limit }: ReversalFilter): Promise<readonly Reversal[]> {
    const reversalId = before === undefined ? undefined : LessThan(before);
    const rows = await entities(tx).find(ReversalRow, {
      where: present({ utility: tx.utility, state, vendId, reversalId }),
      order: { reversalId: 'DESC' },
      take: limit,
    });
    return rows.map(fromRow);
  }

  async insert(tx: Tx, reversal: Reversal): Promise<void> {
    await entities(tx).insert(ReversalRow, { utility: tx.utility, vendId: reversal.vendId, ...reversalToColumns(reversal) });
  }

  /** @returns whether it was still open */
  async decide(tx: Tx, reversalId: string, decision: ReversalDecision): Promise<boolean> {
    const decided = await sql(tx, decideIn('vend_reversal'), [tx.utility, ...decidedParameters(reversalId, decision)]);
    return decided.length > 0;
  }
}

const fromRow = (row: ReversalRow): Reversal => ({ ...reversalFromColumns(row), vendId: row.vendId });
