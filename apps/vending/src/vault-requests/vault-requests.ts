import type { EventData } from '@openprepay/contracts/event';
import type { JointlySignedEvent } from '@openprepay/contracts/signed-request';
import type { AppendItem, AppendOptions, Outbox } from '@openprepay/messaging/outbox';
import type { Tx } from '@openprepay/persistence/tx';
import type { RequestSigner } from './request-signer.js';

/** The only way to ask the vault for something: by the outbox, signed, since the bus by itself is to mint nothing. */
export class VaultRequests {
  constructor(
    private readonly outbox: Outbox,
    private readonly signer: RequestSigner,
  ) {}

  /** As `Outbox.append`. */
  // eslint-disable-next-line no-restricted-syntax -- as the outbox has it
  append<Definition extends JointlySignedEvent>(
    tx: Tx,
    event: Definition,
    data: EventData<Definition>,
    options: AppendOptions = {},
  ): Promise<void> {
    return this.appendAll(tx, event, [{ data, ...options }]);
  }

  /** As `Outbox.appendAll`. */
  appendAll<Definition extends JointlySignedEvent>(tx: Tx, event: Definition, items: readonly AppendItem<Definition>[]): Promise<void> {
    const signed = this.signer.signed(
      event,
      tx.utility,
      items.map(({ data }) => data),
    );
    return this.outbox.appendAll(
      tx,
      event,
      items.map((item, nth) => ({ ...item, data: signed[nth]! })),
    );
  }
}
