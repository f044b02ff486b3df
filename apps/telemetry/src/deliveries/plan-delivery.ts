import type { ReceivedEvent } from '@openprepay/contracts/event';
import { present } from '@openprepay/contracts/present';
import type { VendCompleted } from '@openprepay/contracts/vending';
import type { Signal } from '@openprepay/pace/signal';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { CredentialRepository } from '../credentials/credential.repository.js';
import type { DeliveryRepository } from './delivery.repository.js';

const HOUR_MS = 3_600_000;

export interface DeliverySettings {
  /** A token that no meter has answered for is given up after this. */
  readonly lifeHours: number;
}

/** A vend's tokens go to its meter where the meter can be reached at all: it has MQTT credentials. */
export class PlanDelivery {
  constructor(
    private readonly credentials: CredentialRepository,
    private readonly deliveries: DeliveryRepository,
    private readonly due: Signal,
    private readonly settings: DeliverySettings,
    private readonly clock: Clock,
  ) {}

  async execute(tx: Tx, { data: vend, traceparent }: ReceivedEvent<typeof VendCompleted>): Promise<void> {
    const { vendId, meterNumber, meterPan, tokens } = vend;
    if (tokens.length === 0 || !(await this.credentials.exists(tx, meterNumber))) return;
    const createdAt = this.clock.now();
    const delivery = present({
      deliveryId: this.clock.newId(),
      vendId,
      meterNumber,
      meterPan,
      tokens: tokens.map(({ token }) => token),
      createdAt,
      expiresAt: new Date(createdAt.getTime() + this.settings.lifeHours * HOUR_MS),
      traceparent,
    });
    if (await this.deliveries.insert(tx, delivery)) tx.afterCommit(this.due.wake);
  }
}
