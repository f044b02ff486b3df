import type { NetworkNodeKind } from '@openprepay/contracts/http/vending-network';
import { present } from '@openprepay/contracts/present';
import { entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { isUniqueViolation } from '@openprepay/persistence/unique-violation';
import { MoreThan } from 'typeorm';
import { VendingError } from '../vending-error.js';
import type { NetworkNode } from './network-node.js';
import { NetworkNodeRow } from './network-node.row.js';

export interface NetworkNodeFilter {
  readonly kind?: NetworkNodeKind | undefined;
  readonly parent?: string | undefined;
  readonly after: string | undefined;
  readonly limit: number;
}

export class NetworkNodeRepository {
  /** Takes the network's shape for the rest of the transaction: two changes that make a circle together are made one after the other. */
  async lockShape(tx: Tx): Promise<void> {
    await sql(tx, `select pg_advisory_xact_lock(hashtextextended('vending.network:' || $1, 0))`, [tx.utility]);
  }

  async find(tx: Tx, code: string): Promise<NetworkNode | undefined> {
    const row = await entities(tx).findOneBy(NetworkNodeRow, { utility: tx.utility, code });
    return row ? fromRow(row) : undefined;
  }

  /** @throws {VendingError} `vending.network_node_unknown` */
  async require(tx: Tx, code: string): Promise<NetworkNode> {
    const node = await this.find(tx, code);
    if (!node) throw new VendingError('vending.network_node_unknown', `there is no network node ${code}`);
    return node;
  }

  /** Which of these codes there are nodes of. */
  async known(tx: Tx, codes: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await sql<{ readonly code: string }>(tx, 'select code from network_node where utility = $1 and code = any($2)', [
      tx.utility,
      codes,
    ]);
    return new Set(rows.map(({ code }) => code));
  }

  /** Whether a node is this one, or is fed by it through however many others. */
  async isBelow(tx: Tx, code: string, above: string): Promise<boolean> {
    const [row] = await sql<{ readonly below: boolean }>(
      tx,
      `with recursive up as (
         select code, parent from network_node where utility = $1 and code = $2
         union select n.code, n.parent from network_node n join up on n.utility = $1 and n.code = up.parent)
       select exists (select 1 from up where code = $3) as below`,
      [tx.utility, code, above],
    );
    return row?.below === true;
  }

  /** In the order of their codes. */
  async list(tx: Tx, { kind, parent, after, limit }: NetworkNodeFilter): Promise<readonly NetworkNode[]> {
    const rows = await entities(tx).find(NetworkNodeRow, {
      where: present({ utility: tx.utility, kind, parent, code: after === undefined ? undefined : MoreThan(after) }),
      order: { code: 'ASC' },
      take: limit,
    });
    return rows.map(fromRow);
  }

  /** @throws {VendingError} `vending.network_node_exists` */
  async insert(tx: Tx, node: NetworkNode): Promise<void> {
    await entities(tx)
      .insert(NetworkNodeRow, { utility: tx.utility, code: node.code, kind: node.kind, createdAt: node.createdAt, ...changing(node) })
      .catch((cause: unknown) => {
        if (!isUniqueViolation(cause, 'network_node_pk')) throw cause;
        throw new VendingError('vending.network_node_exists', `network node ${node.code} is known already`, { cause });
      });
  }

  async update(tx: Tx, node: NetworkNode): Promise<void> {
    await entities(tx).update(NetworkNodeRow, { utility: tx.utility, code: node.code }, changing(node));
  }
}

const changing = ({ parent, location, revision, changedAt }: NetworkNode) => ({
  parent: parent ?? null,
  latitude: location?.lat ?? null,
  longitude: location?.lon ?? null,
  revision,
  changedAt,
});

const fromRow = (row: NetworkNodeRow): NetworkNode => ({
  code: row.code,
  kind: row.kind as NetworkNodeKind,
  parent: row.parent ?? undefined,
  location: row.latitude === null || row.longitude === null ? undefined : { lat: row.latitude, lon: row.longitude },
  revision: row.revision,
  createdAt: row.createdAt,
  changedAt: row.changedAt,
});
