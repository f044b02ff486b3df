import type { VendAnswer } from '@openprepay/contracts/http/vending-vends';
import type { SignedIn } from '@openprepay/standalone/gateway-client';
import { until } from './until.js';
import type { Platform } from './platform.js';

/** Sellers at work in the background, each at a meter of its own, until the shop closes. */
export class BusyShop {
  readonly vends: VendAnswer[] = [];
  private open = true;
  private readonly sellers: Promise<void>;
  private failure: unknown;

  constructor(
    private readonly platform: Platform,
    private readonly vendor: SignedIn,
    meterNumbers: readonly string[],
  ) {
    this.sellers = Promise.all(meterNumbers.map((meterNumber) => this.sellOn(meterNumber))).then(
      () => undefined,
      (error: unknown) => {
        this.failure = error;
      },
    );
  }

  /** Returns once so many more sales have been completed. */
  async untilSold(more: number): Promise<void> {
    const enough = this.vends.length + more;
    await until(() => Promise.resolve(this.failure !== undefined || this.vends.length >= enough), { timeoutMs: PATIENCE_MS });
    this.rethrow();
  }

  /** Every sale that was begun has its outcome then. */
  async close(): Promise<void> {
    this.open = false;
    await this.sellers;
    this.rethrow();
  }

  private async sellOn(meterNumber: string): Promise<void> {
    while (this.open && this.failure === undefined) {
      this.vends.push(await this.platform.sell(this.vendor, { meterNumber, amount: '10.00' }));
    }
  }

  private rethrow(): void {
    if (this.failure !== undefined) throw new Error('a sale failed', { cause: this.failure });
  }
}

const PATIENCE_MS = 150_000;
