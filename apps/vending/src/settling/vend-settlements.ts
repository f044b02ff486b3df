import { SharedReads } from '@openprepay/pace/shared-reads';
import type { Notifications } from '@openprepay/persistence/notifications';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { isSettled, type SettledVend } from '../vend/vend.js';
import type { VendRepository } from '../vend/vend.repository.js';

const CHANNEL = 'vend_settled';
/** Vends that are looked at by one statement. */
const MAX_READ_VENDS = 500;
/** Who waits for a vend that another process has accepted looks for itself this often: that one alone is told at once. */
const LOOK_AGAIN_MS = 1_000;

export interface SettlementWait {
  /** Longest wait for the vault's answer. */
  readonly vendWaitMs: number;
}

/** Those in this process who wait for one vend, and the vend if this process has settled it. */
interface Waiting {
  waiters: number;
  /** Of them those whose sale has made the vend, in this process. */
  sellers: number;
  settled: SettledVend | undefined;
}

/** Brings the vault's answer to the requests that wait for it, whichever processes store and await it. */
export class VendSettlements {
  private readonly waiting = new Map<string, Waiting>();
  /** `performance.now()` when this process has last settled a vend. */
  private settledAt = -Infinity;
  /** Many may come to look in one moment, as when the connection that they listen by is back. */
  private readonly reads: SharedReads<string, SettledVend>;

  constructor(
    private readonly notifications: Notifications,
    unitOfWork: UnitOfWork,
    vends: VendRepository,
    private readonly settings: SettlementWait,
  ) {
    this.reads = new SharedReads(async (names) => {
      const found = await unitOfWork.run(ALL_UTILITIES, (tx) => vends.ofUtilities(tx, names.map(byName)));
      const settled = found.flatMap(({ utility, vend }) => (isSettled(vend) ? [[nameOf(utility, vend.vendId), vend] as const] : []));
      return new Map(settled);
    }, MAX_READ_VENDS);
  }

  /**
   * Wakes whoever waits for these vends once the transaction has committed: in this process directly and with what is known here, in
   * others by a notification, unless the request that made the vend is here.
   */
  announce(tx: Tx, vends: readonly SettledVend[]): void {
    tx.afterCommit(() => {
      this.settledAt = performance.now();
      const elsewhere: string[] = [];
      for (const vend of vends) {
        const waiting = this.waiting.get(vend.vendId);
        if (waiting) {
          waiting.settled = vend;
          this.notifications.wakeHere(CHANNEL, vend.vendId);
        }
        if (!waiting?.sellers) elsewhere.push(vend.vendId);
      }
      this.notifications.send(CHANNEL, elsewhere);
    });
  }

  /** The vend once it is settled; undefined if that takes too long. */
  of(utility: string, vendId: string): Promise<SettledVend | undefined> {
    return this.wait(vendId, { sellers: 0, look: () => this.reads.ask(nameOf(utility, vendId)) });
  }

  /**
   * As `of`, for a vend that `tx` is about to store: it listens from the commit on, when no answer can have come, and saves the
   * look that would find none. Never settles if the transaction is rolled back.
   */
  afterCommit(tx: Tx, vendId: string): Promise<SettledVend | undefined> {
    const name = nameOf(tx.utility, vendId);
    let looked = false;
    const look = async (): Promise<SettledVend | undefined> => {
      if (looked) return this.reads.ask(name);
      looked = true;
      return undefined;
    };
    return new Promise((resolve) => tx.afterCommit(() => resolve(this.wait(vendId, { sellers: 1, look }))));
  }

  /** Whether the vault has answered anything lately: while it has not, whatever it is asked for waits for it. */
  answeredWithin(ms: number): boolean {
    return performance.now() - this.settledAt <= ms;
  }

  private async wait(vendId: string, { sellers, look }: Wait): Promise<SettledVend | undefined> {
    const waiting = this.waiting.get(vendId) ?? { waiters: 0, sellers: 0, settled: undefined };
    this.waiting.set(vendId, waiting);
    waiting.waiters += 1;
    waiting.sellers += sellers;
    try {
      return await this.notifications.waitFor({
        channel: CHANNEL,
        payload: vendId,
        timeoutMs: this.settings.vendWaitMs,
        ...(sellers === 0 ? { againMs: LOOK_AGAIN_MS } : {}),
        check: async () => waiting.settled ?? look(),
      });
    } finally {
      waiting.waiters -= 1;
      waiting.sellers -= sellers;
      if (waiting.waiters === 0) this.waiting.delete(vendId);
    }
  }
}

interface Wait {
  readonly sellers: 0 | 1;
  readonly look: () => Promise<SettledVend | undefined>;
}

/** A utility's code has no spaces. */
const nameOf = (utility: string, vendId: string): string => `${utility} ${vendId}`;

function byName(name: string): { readonly utility: string; readonly vendId: string } {
  const [utility, vendId] = name.split(' ') as [string, string];
  return { utility, vendId };
}
