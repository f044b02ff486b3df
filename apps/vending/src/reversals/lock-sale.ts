import type { Tx } from '@openprepay/persistence/tx';
import type { MeterRepository } from '../meters/meter.repository.js';
import type { Vend } from '../vend/vend.js';
import type { VendRepository } from '../vend/vend.repository.js';
import { VendingError } from '../vending-error.js';

/** A vend with its meter, locked in the order that everybody keeps. */
export class LockSale {
  constructor(
    private readonly meters: MeterRepository,
    private readonly vends: VendRepository,
  ) {}

  /** @throws {VendingError} `vending.vend_not_found` */
  async execute(tx: Tx, vendId: string): Promise<Vend> {
    const { meter } = await this.vends.require(tx, vendId);
    await this.meters.lock(tx, meter.meterNumber);
    const [vend] = await this.vends.lockAll(tx, [vendId]);
    if (!vend) throw new VendingError('vending.vend_not_found', `there is no vend ${vendId}`);
    return vend;
  }
}
