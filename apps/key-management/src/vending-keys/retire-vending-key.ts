import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { AuditLog } from '../audit/audit-log.js';
import type { KeyComponentRepository } from './key-component.repository.js';
import type { VendingKeyChanges } from './vending-key-changes.js';
import type { VendingKeyRepository } from './vending-key.repository.js';
import { type VendingKey, type VendingKeyState, type VendingKeyView, moveTo } from './vending-key.js';

/** `retiring`: its meters are to change to another revision and are served until they have. `retired`: it serves no more. */
export type RetiredState = Extract<VendingKeyState, 'retiring' | 'retired'>;

export interface RetireVendingKeyCommand {
  readonly vendingKeyId: string;
  readonly to: RetiredState;
}

/** Takes a key out of use, in two steps or at once; an abandoned draft forgets its components. */
export class RetireVendingKey {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly keys: VendingKeyRepository,
    private readonly components: KeyComponentRepository,
    private readonly changes: VendingKeyChanges,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** Safe to repeat. @throws {KeyManagementError} `…vending_key_unknown`, `…vending_key_transition` */
  async execute(caller: Principal, command: RetireVendingKeyCommand): Promise<VendingKeyView> {
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const before = await this.keys.lock(tx, command.vendingKeyId);
      const key = before.state === command.to ? before : await this.move(tx, caller, { before, to: command.to });
      return { key, componentsEntered: await this.components.countOf(tx, key.id) };
    });
  }

  private async move(
    tx: Tx,
    caller: Principal,
    { before, to }: { readonly before: VendingKey; readonly to: RetiredState },
  ): Promise<VendingKey> {
    const key = moveTo(before, to, this.clock.now());
    await this.keys.update(tx, key);
    if (before.state === 'draft') await this.components.erase(tx, key.id);
    await this.changes.publish(tx, key);
    await this.audit.append(tx, {
      at: key.changedAt,
      actor: caller,
      action: `vending-key.${to}`,
      target: key.id,
      details: { from: before.state, supplyGroupCode: key.supplyGroupCode, keyRevision: key.keyRevision },
    });
    return key;
  }
}
