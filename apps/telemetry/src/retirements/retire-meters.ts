import type { ReceivedEvent } from '@openprepay/contracts/event';
import type { MeterChanged } from '@openprepay/contracts/vending';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { RevokeCredentials } from '../credentials/revoke-credentials.js';
import type { WithdrawDeliveries } from '../deliveries/withdraw-deliveries.js';
import type { KeepMeters } from '../meters/keep-meters.js';
import { TelemetryError } from '../telemetry-error.js';

type Changed = ReceivedEvent<typeof MeterChanged>;

/**
 * A meter whose place another one has taken may connect no more, and nothing is sent to it any more: what is on its way is not called
 * back. Its shadow and its readings stay as they are, and so do its alarms, but for that of its absence.
 */
export class RetireMeters {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly keepMeters: KeepMeters,
    private readonly revokeCredentials: RevokeCredentials,
    private readonly withdrawDeliveries: WithdrawDeliveries,
  ) {}

  /**
   * Safe to repeat. Outside of any transaction, as a broker is told. That it was replaced is kept first, whether or not the copy of
   * the meters knows yet: who makes credentials either did so before that, and they end here, or is refused.
   */
  async revoke(changed: readonly Changed[]): Promise<void> {
    for (const { utility, data } of replaced(changed)) {
      await this.unitOfWork.run(utility, (tx) => this.keepMeters.execute(tx, [data]));
      await this.revokeCredentials.execute({ utility }, data).catch((error: unknown) => {
        if (!(error instanceof TelemetryError) || error.code !== 'telemetry.credentials_not_found') throw error;
      });
    }
  }

  /** Safe to repeat. */
  async execute(tx: Tx, changed: readonly Changed[]): Promise<void> {
    const meterNumbers = replaced(changed).map(({ data }) => data.meterNumber);
    if (meterNumbers.length > 0) await this.withdrawDeliveries.ofMeters(tx, meterNumbers);
  }
}

const replaced = (changed: readonly Changed[]): readonly Changed[] => changed.filter(({ data }) => data.replacedBy !== undefined);
