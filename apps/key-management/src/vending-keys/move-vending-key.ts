import type { Tx } from '@openprepay/persistence/tx';
import type { AuditActor, AuditRecord } from '../audit/audit-entry.js';
import type { AuditLog } from '../audit/audit-log.js';
import type { KeyComponentRepository } from './key-component.repository.js';
import type { VendingKeyChanges } from './vending-key-changes.js';
import type { VendingKeyRepository } from './vending-key.repository.js';
import type { VendingKey, VendingKeyState, VendingKeyView } from './vending-key.js';

/** Who moved a key on, and what else is to be told of it. */
export interface MoveNote {
  readonly actor: AuditActor;
  readonly details?: AuditRecord['details'];
}

const actions = {
  retiring: 'vending-key.retiring',
  retired: 'vending-key.retired',
  active: 'vending-key.reactivated',
} as const satisfies Partial<Record<VendingKeyState, AuditRecord['action']>>;

/** Stores that a key has moved on, tells the other services, and writes down who did it. A draft that is abandoned forgets its components. */
export class MoveVendingKey {
  constructor(
    private readonly keys: VendingKeyRepository,
    private readonly components: KeyComponentRepository,
    private readonly changes: VendingKeyChanges,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Call it last: it holds the utility's audit chain until the transaction ends.
   *
   * @param before locked
   * @throws {KeyManagementError} `…vending_key_exists` where another key has taken its revision
   */
  async execute(
    tx: Tx,
    { before, key }: { readonly before: VendingKey; readonly key: VendingKey & { readonly state: keyof typeof actions } },
    { actor, details = {} }: MoveNote,
  ): Promise<VendingKeyView> {
    await this.keys.move(tx, key);
    if (before.state === 'draft') await this.components.erase(tx, key.id);
    await this.changes.publish(tx, key);
    await this.audit.append(tx, {
      at: key.changedAt,
      actor,
      action: actions[key.state],
      target: key.id,
      details: { from: before.state, supplyGroupCode: key.supplyGroupCode, keyRevision: key.keyRevision, ...details },
    });
    return { key, componentsEntered: await this.components.countOf(tx, key.id) };
  }
}
