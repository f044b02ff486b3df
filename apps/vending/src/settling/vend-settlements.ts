import { type Notifications, notifyAll } from '@openprepay/persistence/notifications';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { isSettled, type SettledVend } from '../vend/vend.js';
import type { VendRepository } from '../vend/vend.repository.js';

const CHANNEL = 'vend_settled';

export interface SettlementWait {
  /** Longest wait for the vault's answer. */
  readonly vendWaitMs: number;
}

/** Those in this process who wait for one vend, and the vend if this process has settled it. */
interface Waiting {
  waiters: number;
  settled: SettledVend | undefined;
}

/** Brings the vault's answer to the requests that wait for it, whichever processes store and await it. */
export class VendSettlements {
  private readonly waiting = new Map<string, Waiting>();

  constructor(
    private readonly notifications: Notifications,
    private readonly unitOfWork: UnitOfWork,
    private readonly vends: VendRepository,
    private readonly settings: SettlementWait,
  ) {}

  /** Wakes whoever waits for these vends, in every process, once the transaction has committed. */
  async announce(tx: Tx, vends: readonly SettledVend[]): Promise<void> {
    const vendIds = vends.map(({ vendId }) => vendId);
    await notifyAll(tx, CHANNEL, vendIds);
    // who waits in this very process need not read what is known here
    tx.afterCommit(() => {
      for (const vend of vends) {
        const waiting = this.waiting.get(vend.vendId);
        if (waiting) waiting.settled = vend;
      }
    });
  }

  /** The vend once it is settled; undefined if that takes too long. */
  of(utility: string, vendId: string): Promise<SettledVend | undefined> {
    return this.wait(vendId, () => this.read(utility, vendId));
  }

  /**
   * As `of`, for a vend that `tx` is about to store: it listens from the commit on, when no answer can have come, and saves the
   * look that would find none. Never settles if the transaction is rolled back.
   */
  afterCommit(tx: Tx, vendId: string): Promise<SettledVend | undefined> {
    const { utility } = tx;
    let looked = false;
    const look = async (): Promise<SettledVend | undefined> => {
      if (looked) return this.read(utility, vendId);
      looked = true;
      return undefined;
    };
    return new Promise((resolve) => tx.afterCommit(() => resolve(this.wait(vendId, look))));
  }

  private async wait(vendId: string, look: () => Promise<SettledVend | undefined>): Promise<SettledVend | undefined> {
    const waiting = this.waiting.get(vendId) ?? { waiters: 0, settled: undefined };
    this.waiting.set(vendId, waiting);
    waiting.waiters += 1;
    try {
      return await this.notifications.waitFor({
        channel: CHANNEL,
        payload: vendId,
        timeoutMs: this.settings.vendWaitMs,
        check: async () => waiting.settled ?? look(),
      });
    } finally {
      waiting.waiters -= 1;
      if (waiting.waiters === 0) this.waiting.delete(vendId);
    }
  }

  private async read(utility: string, vendId: string): Promise<SettledVend | undefined> {
    const vend = await this.unitOfWork.run(utility, (tx) => this.vends.find(tx, vendId));
    return vend && isSettled(vend) ? vend : undefined;
  }
}
