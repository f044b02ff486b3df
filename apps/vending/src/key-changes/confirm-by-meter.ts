import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { Logger } from 'pino';
import type { CampaignMeterRepository } from '../campaign-meters/campaign-meter.repository.js';
import type { KeyChange } from './key-change.js';
import type { KeyChangeRepository } from './key-change.repository.js';
import type { KeyChangeStepsRepository } from './key-change-steps.repository.js';

/** What a meter's own word confirms: it took the set, or credit that was made under its new key. */
export class ConfirmByMeter {
  constructor(
    private readonly changes: KeyChangeRepository,
    private readonly steps: KeyChangeStepsRepository,
    private readonly campaignMeters: CampaignMeterRepository,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** Safe to repeat. @param ids of key changes whose set was taken */
  async bySets(tx: Tx, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const changes = await this.changes.lockAll(tx, ids);
    for (const change of changes.filter(({ state }) => state === 'cancelled')) this.tellOfCancelled(tx, change);
    const taken = changes.filter(({ state }) => state === 'issued').map(({ keyChangeId }) => keyChangeId);
    if (taken.length === 0) return;
    const at = this.clock.now();
    await this.campaignMeters.confirm(tx, taken, { at, through: 'mqtt' });
    await this.steps.confirmAll(tx, taken, { at, remark: 'the meter took the set' });
  }

  /** The set was on its way, or in somebody's hand, when it was cancelled: what is sold under the old key would be refused. */
  private tellOfCancelled(tx: Tx, { keyChangeId, meterNumber }: KeyChange): void {
    const { utility } = tx;
    tx.afterCommit(() => this.logger.error({ utility, meterNumber, keyChangeId }, 'a meter has taken a key that was cancelled'));
  }

  /** Safe to repeat. @param vendIds whose credit was taken */
  async byVends(tx: Tx, vendIds: readonly string[]): Promise<void> {
    if (vendIds.length > 0) await this.changes.confirmByVends(tx, vendIds, this.clock.now());
  }
}
