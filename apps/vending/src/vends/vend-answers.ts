import { type Notifications } from '@openprepay/persistence/notifications';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { isSettled, type SettledVend } from './vend.js';
import type { VendRepository } from './vend.repository.js';

const CHANNEL = 'vend_settled';

/** Wakes the requests that wait for these vends, in whichever process, once the transaction has committed. */
export async function announceSettled(tx: Tx, vendIds: readonly string[]): Promise<void> {
  await tx.query('SELECT pg_notify($1, vend_id) FROM unnest($2::text[]) AS vend_id', [CHANNEL, vendIds]);
}

/** Waits for the vault's answer, whichever process stores it. */
export class VendAnswers {
  constructor(
    private readonly notifications: Notifications,
    private readonly unitOfWork: UnitOfWork,
    private readonly vends: VendRepository,
    /** Longest wait. */
    private readonly waitMs: number,
  ) {}

  /** The vend once it is settled; undefined if that takes too long. */
  of(utility: string, vendId: string): Promise<SettledVend | undefined> {
    return this.wait(vendId, () => this.settled(utility, vendId));
  }

  /**
   * As `of`, for a vend that `tx` is about to store: it listens from the commit on, when no answer can have come, and saves the
   * look that would find none. Never settles if the transaction is rolled back.
   */
  expect(tx: Tx, vendId: string): Promise<SettledVend | undefined> {
    const { utility } = tx;
    let looked = false;
    const check = async (): Promise<SettledVend | undefined> => {
      if (looked) return this.settled(utility, vendId);
      looked = true;
      return undefined;
    };
    return new Promise((resolve) => tx.afterCommit(() => resolve(this.wait(vendId, check))));
  }

  private wait(vendId: string, check: () => Promise<SettledVend | undefined>): Promise<SettledVend | undefined> {
    return this.notifications.waitFor({ channel: CHANNEL, payload: vendId, timeoutMs: this.waitMs, check });
  }

  private async settled(utility: string, vendId: string): Promise<SettledVend | undefined> {
    const vend = await this.unitOfWork.run(utility, (tx) => this.vends.find(tx, vendId));
    return vend && isSettled(vend) ? vend : undefined;
  }
}
