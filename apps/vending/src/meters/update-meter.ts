import type { Principal } from '@openprepay/contracts/identity';
import { MeterChanged } from '@openprepay/contracts/vending';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { NetworkNodeRepository } from '../network/network-node.repository.js';
import type { TakeSupply } from '../supplies/take-supply.js';
import { VendingError } from '../vending-error.js';
import { changeMeter, readMeterNumber, requireInUse, requireSettledKey, type Meter, type MeterChange, type WarnedMeter } from './meter.js';
import { meterChangedEvent } from './meter-event.js';
import type { MeterRepository } from './meter.repository.js';

export interface UpdateMeterCommand extends MeterChange {
  readonly meterNumber: string;
}

/** Changes a meter's account, model, place in the network or key data. On another account it is on another supply: the one it goes on with, or a new one. */
export class UpdateMeter {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly meters: MeterRepository,
    private readonly network: NetworkNodeRepository,
    private readonly takeSupply: TakeSupply,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** @throws {VendingError} `vending.meter_unknown`, `vending.meter_number_invalid`, `vending.meter_algorithms_mismatch`, `vending.network_node_unknown`, `vending.key_change_pending`, `vending.meter_replaced` */
  async execute({ utility, timeZone }: Principal, { meterNumber: written, ...change }: UpdateMeterCommand): Promise<WarnedMeter> {
    const { meterNumber } = readMeterNumber(written);
    return this.unitOfWork.run(utility, async (tx) => {
      const meter = await this.meters.lock(tx, meterNumber);
      if (!meter) throw new VendingError('vending.meter_unknown', `there is no meter ${meterNumber}`);

      if (change.keyData) requireSettledKey(meter);
      requireInUse(meter);
      if (typeof change.networkNode === 'string') await this.network.require(tx, change.networkNode);
      const now = this.clock.now();
      const wanted = changeMeter(meter, change, now);
      const changed = wanted.accountNumber === meter.accountNumber ? wanted : await this.moved(tx, wanted, now);
      await this.meters.update(tx, changed);
      await this.outbox.append(tx, MeterChanged, meterChangedEvent(changed));
      const [warned] = await this.meters.warned(tx, [changed], { at: now, timeZone });
      return warned!;
    });
  }

  /** The meter on the supply of its new account. */
  private async moved(tx: Tx, meter: Meter, at: Date): Promise<Meter> {
    const place = { ...meter, supplyId: this.clock.newId() };
    return { ...meter, supplyId: await this.takeSupply.execute(tx, place, { leaving: meter.supplyId, at }) };
  }
}
