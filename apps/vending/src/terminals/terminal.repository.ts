import { present } from '@openprepay/contracts/present';
import { columnsOf, entities, prepared, sql, unnested } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { isUniqueViolation } from '@openprepay/persistence/unique-violation';
import { MoreThan } from 'typeorm';
import { VendingError } from '../vending-error.js';
import { OutletRow } from './outlet.row.js';
import type { Outlet, Terminal } from './terminal.js';
import type { TerminalCertificateRepository } from './terminal-certificate.repository.js';
import { TerminalRow } from './terminal.row.js';

/** A terminal without its certificate, whose it is, and what its receipts say of where it stands. */
export interface KnownTerminal {
  readonly utility: string;
  readonly terminal: Omit<Terminal, 'certificate'>;
  readonly vendorName: string;
  readonly outletName: string;
  readonly currency: string;
}

export interface TerminalFilter {
  readonly vendorId: string;
  /** Of this outlet alone. */
  readonly outletId: string | undefined;
  readonly after: string | undefined;
  readonly limit: number;
}

export class TerminalRepository {
  constructor(private readonly certificates: TerminalCertificateRepository) {}

  async insertOutlet(tx: Tx, outlet: Outlet): Promise<void> {
    await entities(tx).insert(OutletRow, { utility: tx.utility, ...outlet });
  }

  /** One outlet of a vendor is opened at a time, until the transaction ends. */
  async lockOutlets(tx: Tx, vendorId: string): Promise<void> {
    await sql(tx, `select pg_advisory_xact_lock(hashtextextended('outlets ' || $1 || ' ' || $2, 0))`, [tx.utility, vendorId]);
  }

  /** Of several, from before a name was one outlet, the first. */
  async outletNamed(tx: Tx, vendorId: string, name: string): Promise<Outlet | undefined> {
    const row = await entities(tx).findOne(OutletRow, { where: { utility: tx.utility, vendorId, name }, order: { outletId: 'ASC' } });
    return row ?? undefined;
  }

  /** In the order in which they were opened. */
  async listOutlets(tx: Tx, { vendorId, after, limit }: Omit<TerminalFilter, 'outletId'>): Promise<readonly Outlet[]> {
    return entities(tx).find(OutletRow, {
      where: present({ utility: tx.utility, vendorId, outletId: after === undefined ? undefined : MoreThan(after) }),
      order: { outletId: 'ASC' },
      take: limit,
    });
  }

  /** Of each of these outlets so many terminals, in the order in which they were set up. */
  async ofOutlets(tx: Tx, outletIds: readonly string[], limitEach: number): Promise<readonly Terminal[]> {
    const rows = await sql<TerminalRow>(
      tx,
      `select ${columnsOf(TerminalRow, 't')} from unnest($2::uuid[]) as asked(outlet_id)
       cross join lateral (select * from terminal where utility = $1 and outlet_id = asked.outlet_id order by terminal_id limit $3) t
       order by t.terminal_id`,
      [tx.utility, outletIds, limitEach],
    );
    return this.withCertificates(tx, rows);
  }

  /** @throws {VendingError} `vending.outlet_unknown` */
  async requireOutlet(tx: Tx, outletId: string): Promise<Outlet> {
    const row = await entities(tx).findOneBy(OutletRow, { utility: tx.utility, outletId });
    if (!row) throw new VendingError('vending.outlet_unknown', `there is no outlet ${outletId}`);
    return row;
  }

  /** @throws {VendingError} `vending.terminal_name_taken` */
  async insert(tx: Tx, { revoked: _none, engineering: _neither, certificate: _nor, signsInAs, ...terminal }: Terminal): Promise<void> {
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
  async list(tx: Tx, { vendorId, outletId, after, limit }: TerminalFilter): Promise<readonly Terminal[]> {
    const rows = await entities(tx).find(TerminalRow, {
      where: present({ utility: tx.utility, vendorId, outletId, terminalId: after === undefined ? undefined : MoreThan(after) }),
      order: { terminalId: 'ASC' },
      take: limit,
    });
    return this.withCertificates(tx, rows);
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
    return this.found(tx, row ?? undefined);
  }

  /**
   * One thing of a terminal is changed at a time, until the transaction ends.
   * @throws {VendingError} `vending.terminal_unknown`
   */
  async lock(tx: Tx, terminalId: string): Promise<Terminal> {
    const [row] = await sql<TerminalRow>(
      tx,
      `select ${columnsOf(TerminalRow, 't')} from terminal t where t.utility = $1 and t.terminal_id = $2 for update`,
      [tx.utility, terminalId],
    );
    return this.found(tx, row);
  }

  private async found(tx: Tx, row: TerminalRow | undefined): Promise<Terminal> {
    const [terminal] = await this.withCertificates(tx, row ? [row] : []);
    if (!terminal) throw new VendingError('vending.terminal_unknown', 'there is no such terminal');
    return terminal;
  }

  private async withCertificates(tx: Tx, rows: readonly TerminalRow[]): Promise<readonly Terminal[]> {
    const certificates = await this.certificates.newestOf(
      tx,
      rows.map(({ terminalId }) => terminalId),
    );
    return rows.map((row) => ({ ...fromRow(row), certificate: certificates.get(row.terminalId) }));
  }

  /**
   * Of any utility: whoever signs in says no more than this.
   * @param by their ids, or what was chosen for them
   */
  async findAll(tx: Tx, by: 'terminal_id' | 'signs_in_as', signedInAs: readonly string[]): Promise<readonly KnownTerminal[]> {
    if (signedInAs.length === 0) return [];
    const rows = await prepared<TerminalRow & { readonly vendorName: string; readonly outletName: string; readonly currency: string }>(
      tx,
      // each is found by its own key, whatever the planner thinks of how many there are
      `select ${columnsOf(TerminalRow, 't')}, v.name as "vendorName", v.currency, o.name as "outletName"
       from ${unnested(1, by === 'terminal_id' ? 'uuid' : 'text')} as asked(signed_in_as)
       cross join lateral (select * from terminal where ${by} = asked.signed_in_as limit 1) t
       cross join lateral (select * from vendor where utility = t.utility and vendor_id = t.vendor_id limit 1) v
       cross join lateral (select * from outlet where utility = t.utility and outlet_id = t.outlet_id limit 1) o`,
      [signedInAs],
    );
    return rows.map(({ vendorName, outletName, currency, ...row }) => ({
      utility: row.utility,
      terminal: fromRow(row),
      vendorName,
      outletName,
      currency,
    }));
  }
}

const fromRow = ({
  revokedAt,
  revokedBy,
  engineeringAllowedAt,
  engineeringAllowedBy,
  ...row
}: TerminalRow): Omit<Terminal, 'certificate'> => ({
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
