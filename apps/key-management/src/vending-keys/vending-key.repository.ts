import { present } from '@openprepay/contracts/present';
import { columnsOf, entities, prepared, sql, unnested } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { isUniqueViolation } from '@openprepay/persistence/unique-violation';
import { IsNull, MoreThan, Not } from 'typeorm';
import { KeyManagementError } from '../key-management-error.js';
import { VendingKeyRow } from './vending-key.row.js';
import { attributesOf, type VendingKey, type VendingKeyState } from './vending-key.js';

/** What names a key inside a utility; a retired key's revision may be used again. */
export interface KeyRevision {
  readonly supplyGroupCode: string;
  readonly keyType: number;
  readonly keyRevision: number;
}

export interface VendingKeyFilter {
  readonly supplyGroupCode?: string | undefined;
  readonly state?: VendingKeyState | undefined;
}

export class VendingKeyRepository {
  /** @throws {KeyManagementError} `key-management.vending_key_exists` where a key that is not retired has the revision */
  async insert(tx: Tx, key: VendingKey): Promise<void> {
    await alone(key, entities(tx).insert(VendingKeyRow, toRow(key)));
  }

  /** Stores how far a key has come. @throws {KeyManagementError} as `insert` */
  async move(tx: Tx, key: VendingKey): Promise<void> {
    const { state, activatedAt, changedAt } = toRow(key);
    await alone(key, entities(tx).update(VendingKeyRow, { utility: tx.utility, id: key.id }, { state, activatedAt, changedAt }));
  }

  /** As `move`, with the value that the key has now. */
  async seal(tx: Tx, key: VendingKey): Promise<void> {
    const { state, kcv, masterKeyId, wrappedKey, activatedAt, changedAt } = toRow(key);
    const sealed = { state, kcv, masterKeyId, wrappedKey, activatedAt, changedAt };
    await entities(tx).update(VendingKeyRow, { utility: tx.utility, id: key.id }, sealed);
  }

  /** Notes whether the sealed value of a key opens. False where that was noted already. */
  async noteIntegrity(tx: Tx, id: string, failedAt: Date | undefined): Promise<boolean> {
    const was = failedAt === undefined ? Not(IsNull()) : IsNull();
    const { affected } = await entities(tx).update(
      VendingKeyRow,
      { utility: tx.utility, id, integrityFailedAt: was },
      { integrityFailedAt: failedAt ?? null },
    );
    return affected === 1;
  }

  /** @throws {KeyManagementError} `key-management.vending_key_unknown` */
  async require(tx: Tx, id: string): Promise<VendingKey> {
    return vendingKeyFromRow(known(await entities(tx).findOneBy(VendingKeyRow, { utility: tx.utility, id })));
  }

  /**
   * As `require`. Holds the key until the transaction ends, so that of two custodians at the last component one activates it.
   *
   * @throws {KeyManagementError} `key-management.vending_key_unknown`
   */
  async lock(tx: Tx, id: string): Promise<VendingKey> {
    const where = { utility: tx.utility, id };
    return vendingKeyFromRow(known(await entities(tx).findOne(VendingKeyRow, { where, lock: { mode: 'pessimistic_write' } })));
  }

  /** In the order they were created, those after `afterId`. */
  async list(
    tx: Tx,
    filter: VendingKeyFilter,
    range: { readonly afterId?: string | undefined; readonly limit: number },
  ): Promise<readonly VendingKey[]> {
    const { supplyGroupCode, state } = filter;
    const id = range.afterId === undefined ? undefined : MoreThan(range.afterId);
    const where = { utility: tx.utility, ...present({ supplyGroupCode, state, id }) };
    const rows = await entities(tx).find(VendingKeyRow, { where, order: { id: 'ASC' }, take: range.limit });
    return rows.map(vendingKeyFromRow);
  }

  /**
   * The keys of several revisions in one statement; where a revision has been used more than once, the one in use, else
   * the last retired.
   */
  async ofRevisions(tx: Tx, revisions: readonly KeyRevision[]): Promise<readonly VendingKey[]> {
    if (revisions.length === 0) return [];
    const rows = await prepared<VendingKeyRow>(
      tx,
      `select ${columnsOf(VendingKeyRow, 'key')}
         from ${unnested(2, 'text', 'smallint', 'smallint')} as wanted (supply_group_code, key_type, key_revision)
        cross join lateral (select * from vending_key of_revision
           where of_revision.utility = $1 and of_revision.supply_group_code = wanted.supply_group_code
             and of_revision.key_type = wanted.key_type and of_revision.key_revision = wanted.key_revision
           order by of_revision.state = 'retired', of_revision.id desc limit 1) key`,
      [
        tx.utility,
        revisions.map((revision) => revision.supplyGroupCode),
        revisions.map((revision) => revision.keyType),
        revisions.map((revision) => revision.keyRevision),
      ],
    );
    return rows.map(vendingKeyFromRow);
  }

  /** Keys of all utilities that are sealed with another master key; for a transaction over all of them. */
  async sealedByOthers(tx: Tx, masterKeyId: string): Promise<readonly { readonly utility: string; readonly id: string }[]> {
    return sql(tx, `select utility, id from vending_key where master_key_id <> $1 order by id`, [masterKeyId]);
  }

  /** Master keys that some key of any utility is sealed with; for a transaction over all of them. */
  async masterKeyIdsInUse(tx: Tx): Promise<readonly string[]> {
    const rows = await sql<{ readonly id: string }>(
      tx,
      `select master_key_id as id from vending_key where master_key_id is not null
       union select master_key_id from key_component where master_key_id is not null`,
    );
    return rows.map(({ id }) => id);
  }
}

/** One key at a time has a revision, those that are retired aside. */
async function alone(key: VendingKey, write: Promise<unknown>): Promise<void> {
  try {
    await write;
  } catch (cause) {
    if (!isUniqueViolation(cause, 'vending_key_revision')) throw cause;
    const message = `supply group ${key.supplyGroupCode} has a key of type ${key.keyType} and revision ${key.keyRevision} already`;
    throw new KeyManagementError('key-management.vending_key_exists', message, { cause });
  }
}

function known(row: VendingKeyRow | null): VendingKeyRow {
  if (!row) throw new KeyManagementError('key-management.vending_key_unknown', 'there is no such vending key');
  return row;
}

const toRow = (key: VendingKey): VendingKeyRow => ({
  id: key.id,
  utility: key.utility,
  ...attributesOf(key),
  state: key.state,
  componentsExpected: key.componentsExpected,
  kcv: key.kcv ?? null,
  masterKeyId: key.wrapped?.masterKeyId ?? null,
  wrappedKey: key.wrapped ? Buffer.from(key.wrapped.bytes) : null,
  createdAt: key.createdAt,
  activatedAt: key.activatedAt ?? null,
  activeFrom: key.activeFrom ?? null,
  issuedUntil: key.issuedUntil ?? null,
  changedAt: key.changedAt,
  integrityFailedAt: key.integrityFailedAt ?? null,
});

/** As it is stored. */
export const vendingKeyFromRow = (row: VendingKeyRow): VendingKey => ({
  id: row.id,
  utility: row.utility,
  ...attributesOf(row),
  state: row.state,
  componentsExpected: row.componentsExpected,
  kcv: row.kcv ?? undefined,
  wrapped: row.masterKeyId !== null && row.wrappedKey !== null ? { masterKeyId: row.masterKeyId, bytes: row.wrappedKey } : undefined,
  createdAt: row.createdAt,
  activatedAt: row.activatedAt ?? undefined,
  activeFrom: row.activeFrom ?? undefined,
  issuedUntil: row.issuedUntil ?? undefined,
  changedAt: row.changedAt,
  integrityFailedAt: row.integrityFailedAt ?? undefined,
});
