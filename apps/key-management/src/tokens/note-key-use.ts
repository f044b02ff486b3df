import type { Tx } from '@openprepay/persistence/tx';
import { serviceActor } from '../audit/audit-entry.js';
import type { AuditLog } from '../audit/audit-log.js';
import type { KeyUseRepository } from './key-use.repository.js';

/** Each token has its row, which names its key; the audit log says on which days a key was in use at all. */
export class NoteKeyUse {
  constructor(
    private readonly keyUse: KeyUseRepository,
    private readonly audit: AuditLog,
  ) {}

  /** Call it last: it may hold the utility's audit chain until the transaction ends. */
  async execute(tx: Tx, { vendingKeyIds, at }: { readonly vendingKeyIds: readonly string[]; readonly at: Date }): Promise<void> {
    const first = await this.keyUse.note(tx, vendingKeyIds, at);
    await this.audit.append(
      tx,
      ...first.map((target) => ({ at, actor: serviceActor, action: 'vending-key.first-used-today' as const, target, details: {} })),
    );
  }
}
