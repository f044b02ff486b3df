import type { EventData } from '@openprepay/contracts/event';
import type { AuditHeadSigned } from '@openprepay/contracts/key-management';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { AuditHeadAlarm } from './audit-head-alarm.js';
import type { KeptHeadRepository } from './kept-head.repository.js';

/** Keeps what the vault says of its audit chain, out of reach of whoever owns the vault's database, and says so where it contradicts itself. */
export class KeepAuditHead {
  constructor(
    private readonly heads: KeptHeadRepository,
    private readonly alarm: AuditHeadAlarm,
    private readonly clock: Clock,
  ) {}

  async execute(tx: Tx, said: EventData<typeof AuditHeadSigned>): Promise<void> {
    const head = { ...said, utility: tx.utility, receivedAt: this.clock.now() };
    const kept = await this.heads.keep(tx, head);
    if (kept?.contradicts === true) tx.afterCommit(() => this.alarm.tell(head));
  }
}
