import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { Signal } from '@openprepay/pace/signal';
import { generate, type IConnectPacket, type Packet, parser } from 'mqtt-packet';

export interface PublishOptions {
  readonly id: number;
  readonly dup?: boolean;
  readonly retain?: boolean;
}

/** What a client trusts, and what it shows for itself; PEM. */
export interface RawTls {
  readonly ca: string;
  readonly cert?: string;
  readonly key?: string;
}

/** A check may ask what no packet tells of. */
const LOOK_AGAIN_MS = 200;

/** A client that does nothing by itself, so that a test decides about every acknowledgement. */
export class RawClient {
  readonly received: Packet[] = [];
  closed = false;
  private readonly waiting = new Set<Signal>();

  private constructor(readonly socket: Socket) {
    const packets = parser();
    packets.on('packet', (packet) => {
      this.received.push(packet);
      this.wake();
    });
    socket.on('data', (chunk) => packets.parse(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.closed = true;
      this.wake();
    });
  }

  /** @param tls speaks TLS to a broker whose certificate this authority has signed */
  static async open(port: number, tls?: string | RawTls): Promise<RawClient> {
    const shown = typeof tls === 'string' ? { ca: tls } : tls;
    const socket = shown === undefined ? connect(port, '127.0.0.1') : connectTls({ port, host: '127.0.0.1', ...shown });
    await new Promise<void>((resolve, reject) => {
      socket.once(shown === undefined ? 'connect' : 'secureConnect', resolve);
      socket.once('error', reject);
    });
    return new RawClient(socket);
  }

  static async login(
    port: number,
    username: string,
    { ca, ...options }: Partial<IConnectPacket> & { readonly ca?: string | RawTls } = {},
  ): Promise<RawClient> {
    const client = await RawClient.open(port, ca);
    client.send({ cmd: 'connect', clientId: username, username, password: Buffer.from('right'), keepalive: 60, clean: true, ...options });
    await client.until(() => client.closed || client.received.some((packet) => packet.cmd === 'connack'));
    return client;
  }

  send(packet: Packet): void {
    this.socket.write(generate(packet));
  }

  /** Publishes at QoS 1 under that message id. */
  publish(topic: string, payload: string | Buffer, how: number | PublishOptions): void {
    const { id, dup = false, retain = false } = typeof how === 'number' ? { id: how } : how;
    this.send({ cmd: 'publish', topic, payload, qos: 1, dup, retain, messageId: id });
  }

  async subscribe(...topics: string[]): Promise<unknown> {
    this.send({ cmd: 'subscribe', messageId: 1, subscriptions: topics.map((topic) => ({ topic, qos: 1 as const })) });
    await this.until(() => this.closed || this.of('suback').length > 0);
    return this.of('suback')[0];
  }

  of<Command extends Packet['cmd']>(command: Command): Extract<Packet, { cmd: Command }>[] {
    return this.received.filter((packet): packet is Extract<Packet, { cmd: Command }> => packet.cmd === command);
  }

  acked(): number[] {
    return this.of('puback').map(({ messageId }) => messageId ?? 0);
  }

  ack(...messageIds: (number | undefined)[]): void {
    for (const messageId of messageIds) this.send({ cmd: 'puback', messageId: messageId! });
  }

  async until(check: () => boolean, timeoutMs = 10_000): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    const received = new Signal();
    this.waiting.add(received);
    try {
      while (!check()) {
        if (Date.now() > deadline) throw new Error(`not so within ${timeoutMs} ms: ${check.toString()}`);
        await received.wait(LOOK_AGAIN_MS);
      }
    } finally {
      this.waiting.delete(received);
    }
  }

  kill(): void {
    this.socket.resetAndDestroy();
  }

  private wake(): void {
    for (const received of this.waiting) received.wake();
  }
}
