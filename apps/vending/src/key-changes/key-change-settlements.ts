import type { Notifications } from '@openprepay/persistence/notifications';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { VendingError } from '../vending-error.js';
import { isAnswered, type KeyChange } from './key-change.js';
import type { KeyChangeRepository } from './key-change.repository.js';

const CHANNEL = 'key_change_answered';
const LOOK_AGAIN_MS = 1_000;

export interface KeyChangeWait {
  /** Longest wait for the vault's answer. */
  readonly vendWaitMs: number;
}

/** Brings the vault's answer to the request that waits for it, whichever processes store and await it. */
export class KeyChangeSettlements {
  constructor(
    private readonly notifications: Notifications,
    private readonly unitOfWork: UnitOfWork,
    private readonly changes: KeyChangeRepository,
    private readonly settings: KeyChangeWait,
  ) {}

  /** Wakes whoever waits once the transaction has committed. */
  announce(tx: Tx, ids: readonly string[]): void {
    tx.afterCommit(() => {
      for (const id of ids) this.notifications.wakeHere(CHANNEL, id);
      this.notifications.send(CHANNEL, ids);
    });
  }

  /**
   * The key change with the vault's answer, or as it is where that takes too long.
   * @throws {VendingError} `vending.token_refused` where the vault has refused
   */
  async await(utility: string, change: KeyChange): Promise<KeyChange> {
    const answered = await this.answered(utility, change);
    if (!answered.failure) return answered;
    throw new VendingError(
      'vending.token_refused',
      `there is no set, the vault refused: ${answered.failure.code} (${answered.failure.reason})`,
    );
  }

  /** As `await`, whatever the answer is. */
  async answered(utility: string, change: KeyChange): Promise<KeyChange> {
    return isAnswered(change) ? change : ((await this.wait(utility, change.keyChangeId)) ?? change);
  }

  private wait(utility: string, keyChangeId: string): Promise<KeyChange | undefined> {
    return this.notifications.waitFor({
      channel: CHANNEL,
      payload: keyChangeId,
      timeoutMs: this.settings.vendWaitMs,
      againMs: LOOK_AGAIN_MS,
      check: async () => {
        const change = await this.unitOfWork.run(utility, (tx) => this.changes.find(tx, keyChangeId));
        return change && isAnswered(change) ? change : undefined;
      },
    });
  }
}
