import { entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { isUniqueViolation } from '@openprepay/persistence/unique-violation';
import { KeyManagementError } from '../key-management-error.js';
import type { SealedComponent } from '../security-module/security-module.js';
import { KeyComponentRow } from './key-component.row.js';

/** One custodian's sealed part of a key. */
export interface KeyComponent extends SealedComponent {
  readonly vendingKeyId: string;
  /** The subject of the custodian's access token. */
  readonly custodian: string;
  readonly enteredAt: Date;
}

/** What is left to know of a component: who entered it, and whether its bytes are still kept. */
export interface ComponentRecord {
  readonly position: number;
  readonly custodian: string;
  readonly sealed: SealedComponent | undefined;
}

export class KeyComponentRepository {
  /** @throws {KeyManagementError} `key-management.custodian_repeated`: the database's own dual control */
  async insert(tx: Tx, component: KeyComponent): Promise<void> {
    const { vendingKeyId, position, custodian, enteredAt, wrapped } = component;
    try {
      await entities(tx).insert(KeyComponentRow, {
        vendingKeyId,
        position,
        utility: tx.utility,
        custodian,
        masterKeyId: wrapped.masterKeyId,
        wrappedComponent: Buffer.from(wrapped.bytes),
        enteredAt,
      });
    } catch (cause) {
      if (!isUniqueViolation(cause, 'key_component_custodian')) throw cause;
      throw new KeyManagementError('key-management.custodian_repeated', 'each component needs another custodian', { cause });
    }
  }

  /** In the order they were entered. */
  async of(tx: Tx, vendingKeyId: string): Promise<readonly ComponentRecord[]> {
    const rows = await entities(tx).find(KeyComponentRow, { where: { utility: tx.utility, vendingKeyId }, order: { position: 'ASC' } });
    return rows.map(({ position, custodian, masterKeyId, wrappedComponent }) => ({
      position,
      custodian,
      sealed:
        masterKeyId !== null && wrappedComponent !== null ? { position, wrapped: { masterKeyId, bytes: wrappedComponent } } : undefined,
    }));
  }

  async countOf(tx: Tx, vendingKeyId: string): Promise<number> {
    return (await this.countOfEach(tx, [vendingKeyId])).get(vendingKeyId) ?? 0;
  }

  /** By key; those without components are not in it. */
  async countOfEach(tx: Tx, vendingKeyIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows = await sql<{ readonly id: string; readonly entered: number }>(
      tx,
      `select vending_key_id as id, count(*)::int as entered from key_component
        where utility = $1 and vending_key_id = any($2::uuid[]) group by vending_key_id`,
      [tx.utility, vendingKeyIds],
    );
    return new Map(rows.map(({ id, entered }) => [id, entered]));
  }

  /** Forgets the parts of a key, not who entered them. */
  async erase(tx: Tx, vendingKeyId: string): Promise<void> {
    await entities(tx).update(KeyComponentRow, { utility: tx.utility, vendingKeyId }, { masterKeyId: null, wrappedComponent: null });
  }
}
