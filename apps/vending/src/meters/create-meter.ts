import type { Principal } from '@openprepay/contracts/identity';
import { MeterChanged } from '@openprepay/contracts/vending';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { NetworkNodeRepository } from '../network/network-node.repository.js';
import type { TakeSupply } from '../supplies/take-supply.js';
import { registerMeter, type Meter, type NewMeter, type WarnedMeter } from './meter.js';
import { meterChangedEvent } from './meter-event.js';
import type { MeterRepository } from './meter.repository.js';

/** Registers a point of service. It goes on with the supply of the meter that it replaces on its account, or starts one. */
export class CreateMeter {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly meters: MeterRepository,
    private readonly network: NetworkNodeRepository,
    private readonly takeSupply: TakeSupply,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** @throws {VendingError} `vending.meter_exists`, `vending.meter_number_invalid`, `vending.meter_algorithms_mismatch`, `vending.network_node_unknown` */
  async execute({ utility, timeZone }: Principal, wanted: NewMeter): Promise<WarnedMeter> {
    const now = this.clock.now();
    const registered = registerMeter(wanted, { meterId: this.clock.newId(), supplyId: this.clock.newId() }, now);
    return this.unitOfWork.run(utility, async (tx) => {
      if (registered.networkNode !== undefined) await this.network.require(tx, registered.networkNode);
      await this.meters.insert(tx, registered);
      const meter: Meter = { ...registered, supplyId: await this.takeSupply.execute(tx, registered, { at: now }) };
      if (meter.supplyId !== registered.supplyId) await this.meters.update(tx, meter);
      await this.outbox.append(tx, MeterChanged, meterChangedEvent(meter));
      const [warned] = await this.meters.warned(tx, [meter], { at: now, timeZone });
      return warned!;
    });
  }
}
