import { backoffMs } from '@openprepay/pace/backoff';
import { pause } from '@openprepay/pace/pause';
import { Signal } from '@openprepay/pace/signal';
import { openSession, type Session } from './session.js';
import { sql } from './sql.js';
import type { Tx } from './tx.js';

/** Wakes whoever waits on `channel` for `payload`, in every process, once `tx` has committed. */
export async function notify(tx: Tx, channel: string, payload: string): Promise<void> {
  await notifyAll(tx, channel, [payload]);
}

/** As `notify`, for many payloads in one statement. */
export async function notifyAll(tx: Tx, channel: string, payloads: readonly string[]): Promise<void> {
  if (payloads.length > 0) await sql(tx, NOTIFY, [channel, payloads]);
}

const NOTIFY = 'select pg_notify($1, payload) from unnest($2::text[]) as payload';

const RECONNECT = { baseMs: 50, limitMs: 2_000 } as const;
const CHANNEL = /^[a-z_][a-z0-9_]{0,62}$/;

export interface NotificationsLogger {
  warn(details: object, message: string): void;
}

export interface NotificationsOptions {
  readonly url: string;
  readonly logger: NotificationsLogger;
  readonly applicationName?: string;
}

export interface WaitOptions<T> {
  /** A lower-case identifier; channels are few and fixed, payloads tell the waiters apart. */
  readonly channel: string;
  readonly payload: string;
  readonly timeoutMs: number;
  /** Looks this often without being told to; only when told, unless given. */
  readonly againMs?: number;
  /** Looks whether it has happened; must be a committed read. */
  readonly check: () => Promise<T | undefined>;
}

/** Notifications that wait for the connection at most; waiters look once more at their end, so none is lost for good. */
const MAX_UNSENT = 10_000;

/** Waits for what other processes commit: LISTEN on one connection of its own, which comes back by itself. */
export class Notifications {
  private readonly waiters = new Map<string, Set<() => void>>();
  private readonly channels = new Map<string, Promise<unknown>>();
  private session: Session | undefined;
  private connecting: Promise<void> | undefined;
  private stopped = true;
  private readonly unsent = new Map<string, Set<string>>();
  private sending = false;

  constructor(private readonly options: NotificationsOptions) {}

  async start(): Promise<void> {
    this.stopped = false;
    await this.connect();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    const session = this.session;
    this.session = undefined;
    this.wakeAll();
    await session?.close();
    await this.connecting?.catch(() => undefined);
  }

  /**
   * Registers first, then checks: what commits in between is not missed. Checks again at each notification, when the
   * connection is back, and once more when the time is up.
   *
   * @returns what `check` found, or undefined when the time is up or the process stops
   */
  async waitFor<T>({ channel, payload, timeoutMs, againMs = timeoutMs, check }: WaitOptions<T>): Promise<T | undefined> {
    const deadline = performance.now() + timeoutMs;
    const key = keyOf(channel, payload);
    const signal = new Signal();
    this.register(key, signal.wake);
    try {
      await this.listen(channel);
      for (;;) {
        const found = await check();
        if (found !== undefined) return found;
        const leftMs = deadline - performance.now();
        if (this.stopped || leftMs <= 0) return undefined;
        await signal.wait(Math.min(leftMs, againMs));
      }
    } finally {
      this.unregister(key, signal.wake);
    }
  }

  /** Wakes whoever waits in this very process: costs the database nothing. Call it after the commit. */
  wakeHere(channel: string, payload: string): void {
    this.wake(keyOf(channel, payload));
  }

  /**
   * Wakes whoever waits in any process, soon, and outside of any transaction: a commit that notifies would keep all others that do
   * waiting. What comes while a statement is on its way is sent together by the next one. Call it after the commit.
   */
  send(channel: string, payloads: readonly string[]): void {
    const unsent = this.unsent.get(channel) ?? new Set();
    for (const payload of payloads) if (unsent.size < MAX_UNSENT) unsent.add(payload);
    this.unsent.set(channel, unsent);
    void this.sendAll();
  }

  /** Never rejects: what is not sent now is sent when the connection is back. */
  private async sendAll(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    while (this.session !== undefined && this.unsent.size > 0) {
      const [channel, payloads] = [...this.unsent][0]!;
      this.unsent.delete(channel);
      const sent = await this.session.query(NOTIFY, [channel, [...payloads]]).catch(() => undefined);
      if (sent) continue;
      this.unsent.set(channel, new Set([...payloads, ...(this.unsent.get(channel) ?? [])]));
      break;
    }
    this.sending = false;
  }

  private async listen(channel: string): Promise<void> {
    if (!CHANNEL.test(channel)) throw new RangeError(`not a plain channel name: ${channel}`);
    const listening = this.channels.get(channel);
    if (listening !== undefined) return void (await listening);
    // A failure means that the connection is lost: it listens to every known channel when it is back.
    const listen = this.session?.query(`listen ${channel}`).catch(() => undefined) ?? Promise.resolve();
    this.channels.set(channel, listen);
    await listen;
  }

  private async connect(): Promise<void> {
    const session = await openSession({
      url: this.options.url,
      applicationName: this.options.applicationName ?? 'openprepay-notifications',
      onNotification: (channel, payload) => this.wake(keyOf(channel, payload)),
      onLost: (error) => this.reconnect(error),
    });
    for (const channel of this.channels.keys()) await session.query(`listen ${channel}`);
    if (this.stopped) return session.close();
    this.session = session;
    // A channel that was added while the others were being listened to.
    for (const channel of this.channels.keys()) await session.query(`listen ${channel}`);
    this.wakeAll();
    void this.sendAll();
  }

  private reconnect(error: Error): void {
    this.session = undefined;
    if (this.stopped || this.connecting !== undefined) return;
    this.options.logger.warn({ err: error }, 'notifications lost their connection');
    this.connecting = this.connectUntilUp().finally(() => (this.connecting = undefined));
  }

  private async connectUntilUp(): Promise<void> {
    for (let tries = 0; !this.stopped && this.session === undefined; tries++) {
      await pause(backoffMs(tries, RECONNECT));
      await this.connect().catch(() => undefined);
    }
  }

  private register(key: string, wake: () => void): void {
    const waiting = this.waiters.get(key);
    if (waiting === undefined) this.waiters.set(key, new Set([wake]));
    else waiting.add(wake);
  }

  private unregister(key: string, wake: () => void): void {
    const waiting = this.waiters.get(key);
    waiting?.delete(wake);
    if (waiting?.size === 0) this.waiters.delete(key);
  }

  private wake(key: string): void {
    for (const wake of this.waiters.get(key) ?? []) wake();
  }

  private wakeAll(): void {
    for (const key of this.waiters.keys()) this.wake(key);
  }
}

const keyOf = (channel: string, payload: string): string => `${channel}\n${payload}`;
