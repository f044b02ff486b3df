import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { CompleteVends } from '../settling/complete-vends.js';
import type { Vend } from '../vend/vend.js';
import type { VendRepository } from '../vend/vend.repository.js';
import type { SandboxUtilityRepository } from './sandbox-utility.repository.js';
import { sandboxToken } from './sandbox-tokens.js';

/** A sandbox's vault: it answers in the transaction that sells. The vault itself is asked nothing, so that no key is used. */
export class AnswerInSandbox {
  constructor(
    private readonly completeVends: CompleteVends,
    private readonly vends: VendRepository,
    private readonly sandboxes: SandboxUtilityRepository,
    private readonly clock: Clock,
  ) {}

  /** @returns the vend, completed */
  async execute(tx: Tx, { vendId, meter, commodity, effect }: Vend): Promise<Vend> {
    await this.sandboxes.note(tx);
    const at = this.clock.now();
    const amountTenths = effect.unitsTenths;
    await this.completeVends.execute(tx, [
      {
        requestId: vendId,
        meterNumber: meter.meterNumber,
        meterPan: meter.meterPan,
        keyRevision: meter.keyData.keyRevision,
        tokens: [{ kind: 'credit', amountTenths, ...sandboxToken({ commodity, amountTenths, at }) }],
        sampleTables: true,
        issuedAt: at,
      },
    ]);
    return this.vends.require(tx, vendId);
  }
}
