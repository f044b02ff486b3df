import { once } from 'node:events';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { withTimeLimit } from '@openprepay/pace/time-limit';
import { generate, type IConnackPacket, type IPublishPacket, type ISubackPacket, type Packet, parser, writeToStream } from 'mqtt-packet';
import { limits } from '../telemetry-limits.js';

// 65 536 buffers, one for each number of two octets, are kept for as long as the process lives otherwise: 6 MB
writeToStream.cacheNumbers = false;

const MAX_MESSAGE_ID = 65_535;
const SUBSCRIPTION_REFUSED = 128;
/** Its type and what follows, two bytes of message id: MQTT 3.1.1, 3.4. */
const PUBACK = 0x4002_0000;
const PUBACK_BYTES = 4;

export interface MqttLogin {
  readonly url: string;
  /** PEM of the authority that signed the broker's certificate; the system's own ones unless given. */
  readonly ca?: string | undefined;
  readonly clientId: string;
  readonly username: string;
  readonly password: string;
  readonly clean: boolean;
}

export interface MqttMessage {
  readonly topic: string;
  readonly payload: Buffer;
  /** Sends the PUBACK; call it once the message is durable. On a lost connection it does nothing: the broker sends again. */
  readonly acknowledge: () => void;
}

export interface MqttConnectionEvents {
  readonly onMessage: (message: MqttMessage) => void;
  readonly onClosed: (reason: string) => void;
}

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * One MQTT 3.1.1 connection. MQTT.js takes the next message only when the last one is acknowledged; here any number may be
 * in hand, and each is acknowledged when it is durable, in any order.
 */
export class MqttConnection {
  private readonly waiting = new Map<number, Waiting>();
  private lastMessageId = 0;
  private corked = false;
  private acknowledged: number[] = [];
  private closed = false;
  private silentRounds = 0;
  private keepAlive: NodeJS.Timeout | undefined;

  private constructor(
    private readonly socket: Socket,
    private readonly events: MqttConnectionEvents,
  ) {}

  /** Opens the socket and the MQTT session; rejects when the broker refuses or does not answer in time. */
  static async open(login: MqttLogin, events: MqttConnectionEvents): Promise<MqttConnection> {
    const socket = await openSocket(login);
    const connection = new MqttConnection(socket, events);
    try {
      await withTimeLimit(connection.login(login), limits.mqtt.connectTimeoutMs, "the broker's answer to CONNECT");
    } catch (error) {
      connection.lose('the broker did not answer CONNECT in time');
      throw error;
    }
    return connection;
  }

  get open(): boolean {
    return !this.closed;
  }

  /** @throws where the broker refuses one of them */
  async subscribe(filters: readonly string[]): Promise<void> {
    await this.request((messageId) => ({
      cmd: 'subscribe',
      messageId,
      subscriptions: filters.map((topic) => ({ topic, qos: 1 as const })),
    }));
  }

  /** Publishes at QoS 1 and resolves at the PUBACK. */
  async publish(topic: string, payload: string | Buffer): Promise<void> {
    if (this.waiting.size >= limits.mqtt.maxPublishesInFlight) throw new Error('too many messages wait for the broker');
    await this.request((messageId) => ({ cmd: 'publish', topic, payload, qos: 1, dup: false, retain: false, messageId }));
  }

  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  /** Says goodbye, so that the broker sends no last will. */
  close(): void {
    if (!this.closed) this.socket.end(generate({ cmd: 'disconnect' }));
    this.lose('closed');
  }

  private login({ clientId, username, password, clean }: MqttLogin): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = (reason: string): void => reject(new Error(`no MQTT session: ${reason}`));
      const packets = parser({ protocolVersion: 4 });
      let loggedIn = false;
      packets.on('packet', (packet) => {
        this.silentRounds = 0;
        if (loggedIn) return this.receive(packet);
        const { returnCode } = packet as IConnackPacket;
        if (packet.cmd !== 'connack' || returnCode !== 0) return this.lose(`the broker refused with code ${returnCode}`);
        loggedIn = true;
        this.startKeepAlive();
        resolve();
      });
      packets.on('error', (error: Error) => this.lose(error.message));
      this.socket.on('data', (chunk) => packets.parse(chunk));
      this.socket.on('error', (error) => this.lose(error.message));
      this.socket.on('close', () => this.lose('the connection was closed'));
      this.onLost = (reason) => {
        if (loggedIn) this.events.onClosed(reason);
        else fail(reason);
      };
      const keepalive = limits.mqtt.keepAliveSeconds;
      this.write({ cmd: 'connect', protocolVersion: 4, clientId, username, password: Buffer.from(password), clean, keepalive });
    });
  }

  private onLost: (reason: string) => void = () => undefined;

  private receive(packet: Packet): void {
    switch (packet.cmd) {
      case 'publish':
        return this.deliver(packet);
      case 'puback':
      case 'unsuback':
        return this.take(packet.messageId)?.resolve();
      case 'suback':
        return this.subscribed(packet);
      case 'pingresp':
        return;
      default:
        return this.lose(`an unexpected ${packet.cmd}`);
    }
  }

  private deliver({ topic, payload, qos, messageId }: IPublishPacket): void {
    const bytes = Buffer.isBuffer(payload) ? payload : Buffer.from(payload);
    const acknowledge = (): void => {
      if (qos === 1 && messageId !== undefined) this.acknowledge(messageId);
    };
    this.events.onMessage({ topic, payload: bytes, acknowledge });
  }

  private subscribed({ messageId, granted }: ISubackPacket): void {
    const waiting = this.take(messageId);
    if (granted.includes(SUBSCRIPTION_REFUSED)) waiting?.reject(new Error('the broker refused a subscription'));
    else waiting?.resolve();
  }

  private async request(packetOf: (messageId: number) => Packet): Promise<void> {
    if (this.closed) throw new Error('no MQTT session');
    const messageId = this.freeMessageId();
    const answered = new Promise<void>((resolve, reject) => this.waiting.set(messageId, { resolve, reject }));
    this.write(packetOf(messageId));
    try {
      await withTimeLimit(answered, limits.mqtt.answerTimeoutMs, "the broker's answer");
    } finally {
      this.waiting.delete(messageId);
    }
  }

  private take(messageId: number | undefined): Waiting | undefined {
    if (messageId === undefined) return undefined;
    const waiting = this.waiting.get(messageId);
    this.waiting.delete(messageId);
    return waiting;
  }

  private freeMessageId(): number {
    do this.lastMessageId = (this.lastMessageId % MAX_MESSAGE_ID) + 1;
    while (this.waiting.has(this.lastMessageId));
    return this.lastMessageId;
  }

  /** A batch is acknowledged at once, in one buffer: PUBACKs are half of all packets, and of four bytes each. */
  private acknowledge(messageId: number): void {
    if (this.acknowledged.push(messageId) === 1) setImmediate(() => this.writePubacks());
  }

  private writePubacks(): void {
    const messageIds = this.acknowledged;
    this.acknowledged = [];
    if (this.closed) return;
    const packets = Buffer.allocUnsafe(PUBACK_BYTES * messageIds.length);
    messageIds.forEach((messageId, place) => packets.writeUInt32BE(PUBACK + messageId, PUBACK_BYTES * place));
    this.socket.write(packets);
  }

  /** Packets of one turn leave in one write. */
  private write(packet: Packet): void {
    if (this.closed) return;
    if (!this.corked) {
      this.corked = true;
      this.socket.cork();
      setImmediate(() => {
        this.corked = false;
        this.socket.uncork();
      });
    }
    this.socket.write(generate(packet));
  }

  /** Pings at half the keep-alive; a broker that says nothing for two rounds is gone. A paused socket hears nothing and is not judged. */
  private startKeepAlive(): void {
    this.keepAlive = setInterval(
      () => {
        if (!this.socket.isPaused() && this.silentRounds++ >= 2) return this.lose('the broker fell silent');
        this.write({ cmd: 'pingreq' });
      },
      (limits.mqtt.keepAliveSeconds * 1_000) / 2,
    );
    this.keepAlive.unref();
  }

  private lose(reason: string): void {
    if (this.closed) return;
    this.closed = true;
    clearInterval(this.keepAlive);
    if (reason !== 'closed') this.socket.destroy();
    for (const { reject } of this.waiting.values()) reject(new Error(`the MQTT session ended: ${reason}`));
    this.waiting.clear();
    this.onLost(reason);
  }
}

async function openSocket({ url, ca }: Pick<MqttLogin, 'url' | 'ca'>): Promise<Socket> {
  const { protocol, hostname, port } = new URL(url);
  const tls = protocol === 'mqtts:';
  const socket = tls
    ? connectTls({
        host: hostname,
        port: Number(port || 8883),
        ...(isIP(hostname) === 0 ? { servername: hostname } : {}),
        ...(ca === undefined ? {} : { ca }),
      })
    : connectTcp({ host: hostname, port: Number(port || 1883) });
  try {
    await withTimeLimit(once(socket, tls ? 'secureConnect' : 'connect'), limits.mqtt.connectTimeoutMs, 'connecting to the broker');
  } catch (error) {
    socket.destroy();
    throw error;
  }
  return socket.setNoDelay(true);
}
