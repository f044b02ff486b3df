import { present } from '@openprepay/contracts/present';
import { columnsOf, entities, prepared, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { isUniqueViolation } from '@openprepay/persistence/unique-violation';
import { MoreThan } from 'typeorm';
import { VendingError } from '../vending-error.js';
import { OutletRow } from './outlet.row.js';
import type { Outlet, Terminal } from './terminal.js';
import { TerminalRow } from './terminal.row.js';

/** A terminal, whose it is, and what its receipts say of where it stands. */
export interface KnownTerminal {
  readonly utility: string;
  readonly terminal: Terminal;
  readonly vendorName: string;
  readonly outletName: string;
  readonly currency: string;
}

export interface TerminalFilter {
  readonly vendorId: string;
  readonly after: string | undefined;
  readonly limit: number;
}

export class TerminalRepository {
  async insertOutlet(tx: Tx, outlet: Outlet): Promise<void> {
    await entities(tx).insert(OutletRow, { utility: tx.utility, ...outlet });
  }

  /** @throws {VendingError} `vending.outlet_unknown` */
  async requireOutlet(tx: Tx, outletId: string): Promise<Outlet> {
    const row = await entities(tx).findOneBy(OutletRow, { utility: tx.utility, outletId });
    if (!row) throw new VendingError('vending.outlet_unknown', `there is no outlet ${outletId}`);
    return row;
  }

  /** @throws {VendingError} `vending.terminal_name_taken` */
  async insert(tx: Tx, { revoked: _none, engineering: _neither, signsInAs, ...terminal }: Terminal): Promise<void> {
    try {
      await entities(tx).insert(TerminalRow, {
        utility: tx.utility,
        ...terminal,
        signsInAs: signsInAs ?? null,
        revokedAt: null,
        revokedBy: null,
        engineeringAllowedAt: null,
        engineeringAllowedBy: null,
      });
    } catch (error) {
      if (!isUniqueViolation(error, 'terminal_signs_in_as')) throw error;
      throw new VendingError('vending.terminal_name_taken', 'another terminal signs in as this', { cause: error });
    }
  }

  /** In the order in which they were set up. */
  async list(tx: Tx, { vendorId, after, limit }: TerminalFilter): Promise<readonly Terminal[]> {
    const rows = await entities(tx).find(TerminalRow, {
      where: present({ utility: tx.utility, vendorId, terminalId: after === undefined ? undefined : MoreThan(after) }),
      order: { terminalId: 'ASC' },
      take: limit,
    });
    return rows.map(fromRow);
  }

  /**
   * Revokes a terminal; one that is revoked already stays as it is.
   * @throws {VendingError} `vending.terminal_unknown`
   */
  async revoke(tx: Tx, terminalId: string, revoked: { readonly at: Date; readonly by: string }): Promise<Terminal> {
    await sql(
      tx,
      'update terminal set revoked_at = $3, revoked_by = $4 where utility = $1 and terminal_id = $2 and revoked_at is null returning 1',
      [tx.utility, terminalId, revoked.at, revoked.by],
    );
    return this.require(tx, terminalId);
  }

  /** Lets it order engineering tokens, by the first who said so; undefined: no longer. @throws {VendingError} `vending.terminal_unknown` */
  async allowEngineering(tx: Tx, terminalId: string, allowed: { readonly at: Date; readonly by: string } | undefined): Promise<Terminal> {
    await sql(
      tx,
      `update terminal set engineering_allowed_at = $3, engineering_allowed_by = $4
        where utility = $1 and terminal_id = $2 and (engineering_allowed_at is null) <> ($3::timestamptz is null) returning 1`,
      [tx.utility, terminalId, allowed?.at ?? null, allowed?.by ?? null],
    );
    return this.require(tx, terminalId);
  }

  /** @throws {VendingError} `vending.terminal_unknown` */
  async require(tx: Tx, terminalId: string): Promise<Terminal> {
    const row = await entities(tx).findOneBy(TerminalRow, { utility: tx.utility, terminalId });
    if (!row) throw new VendingError('vending.terminal_unknown', `there is no terminal ${terminalId}`);
    return fromRow(row);
  }

  /**
   * Of any utility: whoever signs in says no more than this.
   * @param by its id, or what was chosen for it
   */
  async find(tx: Tx, by: 'terminal_id' | 'signs_in_as', signedInAs: string): Promise<KnownTerminal | undefined> {
    const [row] = await prepared<TerminalRow & { readonly vendorName: string; readonly outletName: string; readonly currency: string }>(
      tx,
      `select ${columnsOf(TerminalRow, 't')}, v.name as "vendorName", v.currency, o.name as "outletName" from terminal t
       join vendor v on v.utility = t.utility and v.vendor_id = t.vendor_id
       join outlet o on o.utility = t.utility and o.outlet_id = t.outlet_id
       where t.${by} = $1`,
      [signedInAs],
    );
    if (!row) return undefined;
    const { utility, vendorName, outletName, currency } = row;
    return { utility, terminal: fromRow(row), vendorName, outletName, currency };
  }
}

const fromRow = ({ revokedAt, revokedBy, engineeringAllowedAt, engineeringAllowedBy, ...row }: TerminalRow): Terminal => ({
  terminalId: row.terminalId,
  outletId: row.outletId,
  vendorId: row.vendorId,
  name: row.name,
  secretHash: row.secretHash,
  sandbox: row.sandbox,
  signsInAs: row.signsInAs ?? undefined,
  timeZone: row.timeZone,
  createdAt: row.createdAt,
  createdBy: row.createdBy,
  revoked: revokedAt === null ? undefined : { at: revokedAt, by: revokedBy ?? '' },
  engineering: engineeringAllowedAt === null ? undefined : { at: engineeringAllowedAt, by: engineeringAllowedBy ?? '' },
});
