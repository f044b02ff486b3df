import type { Principal } from '@openprepay/contracts/identity';
import { KeyChangeCancelled, MeterChanged } from '@openprepay/contracts/vending';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { changeMeter } from '../meters/meter.js';
import { meterChangedEvent } from '../meters/meter-event.js';
import type { MeterRepository } from '../meters/meter.repository.js';
import { personOf } from '../person.js';
import type { VaultRequests } from '../vault-requests/vault-requests.js';
import { requireStaff } from '../vendors/vendor-scope.js';
import { VendingError } from '../vending-error.js';
import { askForSets } from './ask-for-sets.js';
import { isSameKey, type KeyChange, requireIssued } from './key-change.js';
import type { KeyChangeRepository } from './key-change.repository.js';

export interface EndKeyChangeCommand {
  readonly keyChangeId: string;
  readonly state: 'confirmed' | 'cancelled';
  /** What shows it, or why. */
  readonly remark: string;
}

/**
 * A person says that the meter has its new key, or that it will not take it and has the old one. What the vault is still making a set for
 * is cancelled there too: whatever it answers, the meter keeps its key.
 */
export class EndKeyChange {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly meters: MeterRepository,
    private readonly changes: KeyChangeRepository,
    private readonly requests: VaultRequests,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** @throws {VendingError} `vending.key_change_unknown`, `vending.key_change_ended`, `vending.tokens_awaited`, `vending.staff_required` */
  async execute(caller: Principal, { keyChangeId, state, remark }: EndKeyChangeCommand): Promise<KeyChange> {
    requireStaff(caller);
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const found = await this.changes.find(tx, keyChangeId);
      const meter = found && (await this.meters.lock(tx, found.meterNumber));
      const [change] = await this.changes.lockAll(tx, [keyChangeId]);
      if (!change || !meter) throw new VendingError('vending.key_change_unknown', `there is no key change ${keyChangeId}`);
      if (state === 'cancelled' && change.state === 'awaiting-tokens') return this.cancelRequest(tx, change, { caller, remark });
      requireIssued(change);
      const ended: KeyChange = { ...change, state, endedBy: personOf(caller), endedAt: this.clock.now(), remark };
      await this.changes.move(tx, ended);
      if (state === 'cancelled') await this.tell(tx, ended);
      if (state === 'cancelled' && isSameKey(meter.keyData, change.to)) await this.goBack(tx, ended);
      return ended;
    });
  }

  /** Safe to repeat: the first reason stands. */
  private async cancelRequest(
    tx: Tx,
    change: KeyChange,
    { caller, remark }: { readonly caller: Principal; readonly remark: string },
  ): Promise<KeyChange> {
    if (change.cancellation) return change;
    const at = this.clock.now();
    const cancelled = { ...change, cancellation: { cancelledBy: personOf(caller), cancelledAt: at, reason: remark } };
    await this.changes.cancel(tx, cancelled);
    await askForSets(tx, this.requests, { changes: [cancelled], at });
    return cancelled;
  }

  /** So that the set is not sent to the meter any more. */
  private tell(tx: Tx, { keyChangeId, meterNumber, meterPan }: KeyChange): Promise<unknown> {
    return this.outbox.append(tx, KeyChangeCancelled, { keyChangeId, meterNumber, meterPan, cancelledAt: this.clock.now() });
  }

  private async goBack(tx: Tx, { meterNumber, from }: KeyChange): Promise<void> {
    if (await this.changes.awaitsTokens(tx, meterNumber)) {
      throw new VendingError('vending.tokens_awaited', 'a token is being made for the meter under its new key: try again', {
        retryAfterSeconds: 5,
      });
    }
    const meter = await this.meters.lock(tx, meterNumber);
    if (!meter) return;
    const changed = changeMeter(meter, { keyData: from }, this.clock.now());
    await this.meters.update(tx, changed);
    await this.outbox.append(tx, MeterChanged, meterChangedEvent(changed));
  }
}
