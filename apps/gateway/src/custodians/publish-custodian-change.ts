import { type CustodianChange, CustodianChanged } from '@openprepay/contracts/gateway';
import { present } from '@openprepay/contracts/present';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';

export interface CustodianChangeToPublish {
  readonly change: CustodianChange;
  /** Name of who asked for it, or did it. */
  readonly requestedBy: string;
  readonly approvedBy?: string;
  /** Now unless said. */
  readonly effectiveAt?: Date;
}

/** Tells whoever trusts custodians what became of the account of one. */
export class PublishCustodianChange {
  constructor(
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  async execute(
    tx: Tx,
    { id: userId, username }: { readonly id: string; readonly username: string },
    told: CustodianChangeToPublish,
  ): Promise<void> {
    await this.outbox.append(tx, CustodianChanged, present({ effectiveAt: this.clock.now(), ...told, userId, username }));
  }
}
