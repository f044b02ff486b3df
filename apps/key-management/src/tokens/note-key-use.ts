import type { Tx } from '@openprepay/persistence/tx';
import { serviceActor } from '../audit/audit-entry.js';
import type { AuditLog } from '../audit/audit-log.js';
import type { KeyUseRepository } from './key-use.repository.js';

/** A meter that was told something by a token that is no credit. */
export interface ToldMeter {
  readonly requestId: string;
  readonly meterNumber: string;
  readonly vendingKeyId: string;
  readonly kind: string;
  readonly value: number;
}

export interface KeyUse {
  readonly vendingKeyIds: readonly string[];
  readonly at: Date;
  readonly told: readonly ToldMeter[];
}

/**
 * Each token has its row, which names its key; the audit log says on which days a key was in use at all. Tokens that are no credit
 * stand in it one by one: they are few, and what they do to a meter no money line shows.
 */
export class NoteKeyUse {
  /** The keys whose use is noted already on a day (UTC), as far as this process knows. */
  private noted: { readonly day: string; readonly keys: Set<string> } = { day: '', keys: new Set() };

  constructor(
    private readonly keyUse: KeyUseRepository,
    private readonly audit: AuditLog,
  ) {}

  /** Call it last: it may hold the utility's audit chain until the transaction ends. */
  async execute(tx: Tx, { vendingKeyIds, at, told }: KeyUse): Promise<void> {
    const day = at.toISOString().slice(0, 10);
    if (this.noted.day !== day) this.noted = { day, keys: new Set() };
    const { keys } = this.noted;
    const unnoted = vendingKeyIds.filter((id) => !keys.has(id));
    if (unnoted.length === 0 && told.length === 0) return;
    const first = unnoted.length === 0 ? [] : await this.keyUse.note(tx, unnoted, day);
    await this.audit.append(
      tx,
      ...first.map((target) => ({ at, actor: serviceActor, action: 'vending-key.first-used-today' as const, target, details: {} })),
      ...told.map(({ vendingKeyId, ...details }) => ({
        at,
        actor: serviceActor,
        action: 'management-token.issued' as const,
        target: vendingKeyId,
        details,
      })),
    );
    // What is rolled back is not noted.
    tx.afterCommit(() => unnoted.forEach((id) => keys.add(id)));
  }
}
