import type { EventData } from '@openprepay/contracts/event';
import type { VendCompleted } from '@openprepay/contracts/vending';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { CredentialRepository } from '../credentials/credential.repository.js';
import type { DeliveryRepository } from './delivery.repository.js';
import type { Wake } from './wake.js';

const HOUR_MS = 3_600_000;

/** A vend's tokens go to its meter where the meter can be reached at all: it has MQTT credentials. */
export class PlanDelivery {
  constructor(
    private readonly credentials: CredentialRepository,
    private readonly deliveries: DeliveryRepository,
    private readonly deliveryWake: Wake,
    private readonly clock: Clock,
    private readonly lifeHours: number,
  ) {}

  async execute(vend: EventData<typeof VendCompleted>, tx: Tx): Promise<void> {
    const { vendId, meterNumber, meterPan, tokens } = vend;
    if (tokens.length === 0 || !(await this.credentials.exists(tx, meterNumber))) return;
    const createdAt = this.clock.now();
    const planned = await this.deliveries.insert(tx, {
      deliveryId: this.clock.newId(),
      vendId,
      meterNumber,
      meterPan,
      tokens: tokens.map(({ token }) => token),
      createdAt,
      expiresAt: new Date(createdAt.getTime() + this.lifeHours * HOUR_MS),
    });
    if (planned) tx.afterCommit(() => this.deliveryWake.wake());
  }
}
