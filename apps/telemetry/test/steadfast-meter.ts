import { RawClient } from '@openprepay/embedded-mqtt/raw-client';

/** Few at a time, so that a flow lasts long enough for something to happen in the middle of it. */
const WINDOW = 4;
const PATIENCE_MS = 20_000;

export interface Message {
  readonly topic: string;
  readonly payload: string;
}

/** A meter that keeps each message until it is acknowledged, and connects again as long as one is not. */
export class SteadfastMeter {
  readonly acknowledged = new Set<string>();
  private readonly pending = new Map<number, Message>();
  private nextId = 0;

  constructor(
    private readonly port: number,
    private readonly login: { readonly meterNumber: string; readonly password: string },
    private readonly window = WINDOW,
  ) {}

  add(message: Message): void {
    this.pending.set(++this.nextId, message);
  }

  /** Resolves when everything is acknowledged. @throws when that takes longer than the time given */
  async deliverAll(timeoutMs: number): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (this.pending.size > 0) {
      if (Date.now() > deadline) throw new Error(`${this.pending.size} messages were not acknowledged`);
      await this.session().catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  private async session(): Promise<void> {
    const { meterNumber, password } = this.login;
    const client = await RawClient.login(this.port, meterNumber, { password: Buffer.from(password) });
    try {
      while (this.pending.size > 0 && !client.closed) await this.sendWindow(client);
    } finally {
      client.kill();
    }
  }

  private async sendWindow(client: RawClient): Promise<void> {
    const window = [...this.pending].slice(0, this.window);
    for (const [id, { topic, payload }] of window) client.publish(topic, payload, { id: id, dup: true });
    const isAnswered = (): boolean => window.every(([id]) => client.acked().includes(id));
    await client.until(() => client.closed || isAnswered(), PATIENCE_MS);
    for (const id of client.acked()) this.settle(id);
  }

  private settle(id: number): void {
    const message = this.pending.get(id);
    if (message) this.acknowledged.add(message.payload);
    this.pending.delete(id);
  }
}
