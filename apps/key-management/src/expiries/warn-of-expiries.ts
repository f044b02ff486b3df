import { VendingKeyExpiring } from '@openprepay/contracts/key-management';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { apart } from '@openprepay/runtime/apart';
import type { Logger } from '@openprepay/runtime/logger';
import type { ExpiryRepository } from './expiry.repository.js';
import { expiriesOf, warningDue } from './expiry.js';

/** Tells of each end of a key ahead of it, once at each of a few distances, whichever process comes to it first. */
export class WarnOfExpiries {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly expiries: ExpiryRepository,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** For every utility; what fails for one keeps no other waiting. */
  async execute(): Promise<void> {
    const utilities = await this.unitOfWork.run(ALL_UTILITIES, (tx) => this.expiries.utilities(tx));
    for (const utility of utilities)
      await apart(this.logger, { task: 'expiries of keys', utility }, () => this.unitOfWork.run(utility, (tx) => this.warn(tx)));
  }

  private async warn(tx: Tx): Promise<void> {
    const toldAt = this.clock.now();
    for (const key of await this.expiries.keysInUse(tx)) {
      for (const { what, at } of expiriesOf(key)) {
        const daysAhead = warningDue(at, toldAt);
        if (daysAhead === undefined) continue;
        if (!(await this.expiries.note(tx, { vendingKeyId: key.id, what, daysAhead, at, toldAt }))) continue;
        const meters = (await this.expiries.metersOf(tx, [key.id])).get(key.id) ?? 0;
        const { id: vendingKeyId, supplyGroupCode, keyRevision } = key;
        await this.outbox.append(tx, VendingKeyExpiring, {
          vendingKeyId,
          supplyGroupCode,
          keyRevision,
          what,
          endsAt: at,
          daysAhead,
          meters,
          toldAt,
        });
      }
    }
  }
}
