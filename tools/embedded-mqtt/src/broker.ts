import { createServer, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { Aedes, type Client } from 'aedes';
import { writeToStream } from 'mqtt-packet';
import { type Logger, pino } from 'pino';
import { brokerHooks } from './broker-hooks.js';
import { HttpAuthority } from './http-authority.client.js';
import { KeptSessions } from './kept-sessions.js';
import { Listeners, LOOPBACK, type TlsListener, tlsServer } from './listeners.js';
import { defaultLimits, type MqttLimits } from './mqtt-limits.js';
import { guardPacketSize } from './packet-size-guard.js';
import { showsAnother } from './peer-certificate.js';
import { QuietLog } from './quiet-log.js';
import { UplinkHold } from './uplink-hold.js';

// 65 536 buffers, one for each number of two octets, are kept for as long as the process lives otherwise: 6 MB
writeToStream.cacheNumbers = false;

export interface EmbeddedMqttOptions {
  /** Loopback unless said otherwise. */
  readonly host?: string;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** False where nobody is to come in the clear: then `tls` is the only listener. */
  readonly plain?: boolean;
  /** A second listener, with TLS. */
  readonly tls?: TlsListener | undefined;
  /** Where to ask who may connect, and who may use a topic. */
  readonly authUrl: string;
  readonly aclUrl: string;
  /** Sent to both in the header `x-broker-secret`. */
  readonly authSecret?: string;
  /** The user whose sessions make uplinks durable; every other publisher waits for it. */
  readonly ingestUsername: string;
  readonly logger?: Logger;
  readonly limits?: Partial<MqttLimits>;
}

export interface EmbeddedMqtt {
  /** Of the plain listener, or where there is none of the one with TLS. */
  readonly port: number;
  /** Of the listener with TLS, where there is one. */
  readonly tlsPort: number | undefined;
  readonly url: string;
  /** Sessions connected now. */
  readonly connections: () => number;
  stop(): Promise<void>;
}

/** The one part of the library's session store that the broker looks at: which message id a PUBACK clears. */
interface OutgoingStore {
  outgoingClearMessageId(client: Client, packet: { readonly messageId: number }): Promise<unknown>;
}

/**
 * Starts an MQTT 3.1.1 broker for one machine. A publisher's PUBACK is held until the ingest user's session has
 * acknowledged the message, so nothing acknowledged is lost though the broker keeps nothing on disk.
 *
 * @throws the listen error (`EADDRINUSE`) of a busy port; TypeError where it is to listen nowhere
 */
export async function startEmbeddedMqtt(options: EmbeddedMqttOptions): Promise<EmbeddedMqtt> {
  const { host = LOOPBACK, port = 0, plain = true, tls, ingestUsername } = options;
  if (!plain && tls === undefined) throw new TypeError('a broker without its plain listener needs one with TLS');
  const limits: MqttLimits = { ...defaultLimits, ...options.limits };
  const logger = options.logger ?? pino({ level: 'silent' });
  const hold = new UplinkHold(limits, Date.now);
  const authority = new HttpAuthority({ ...options, limits });
  const log = new QuietLog(logger, limits, Date.now);
  const kept = new KeptSessions(limits, log, Date.now);
  const ingestClients = new WeakSet<Client>();
  const broker = await Aedes.createBroker({
    ...brokerHooks({ authority, hold, ingestClients, ingestUsername, kept, limits, log }),
    connectTimeout: limits.connectTimeoutMs,
  });
  kept.attach(broker);
  wireHold(broker, hold, ingestClients);
  wireLog(broker, logger, log);

  const sockets = new Set<Socket>();
  const serve = (socket: Socket): void => {
    // Each listener has the limit for itself, and the broker has it once.
    if (sockets.size >= limits.maxConnections) return void socket.destroy();
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.setKeepAlive(true, TCP_KEEP_ALIVE_MS);
    guardPacketSize(socket, limits, () =>
      log.note('warn', 'packet too large', { subject: socket.remoteAddress ?? '', code: 'mqtt.packet_too_large' }),
    );
    broker.handle(socket);
  };
  const listeners = new Listeners(limits.maxConnections);
  const plainPort = plain ? await listeners.open(createServer({ noDelay: true }, serve), { host, port }) : undefined;
  const tlsPort = tls && (await listeners.open(tlsServer(tls, limits.connectTimeoutMs, secured(serve, log)), tls));
  const tlsHost = tls?.host ?? LOOPBACK;
  const listening = plainPort ?? tlsPort ?? 0;
  logger.info({ ...(plain ? { port: plainPort, host } : {}), ...(tls === undefined ? {} : { tlsPort, tlsHost }) }, 'listening');

  return {
    port: listening,
    tlsPort,
    url: plain ? `mqtt://${host}:${listening}` : `mqtts://${tlsHost}:${listening}`,
    connections: () => broker.connectedClients,
    stop: async () => {
      hold.stop();
      const closed = listeners.close();
      await new Promise<void>((resolve) => broker.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Ends the connection of whoever shows a certificate that is not taken. */
const secured =
  (serve: (socket: Socket) => void, log: QuietLog) =>
  (socket: TLSSocket): void => {
    if (!showsAnother(socket)) return serve(socket);
    log.note('warn', 'certificate not taken', { subject: socket.remoteAddress ?? '', code: 'mqtt.certificate_not_taken' });
    socket.destroy();
  };

/** A peer that is gone without a word is found by its network, whatever keep-alive it asked for. */
const TCP_KEEP_ALIVE_MS = 60_000;

/** Topic filters refused with this QoS in a SUBACK were not granted. @source MQTT 3.1.1, 3.9.3 */
const REFUSED = 128;

function wireHold(broker: Aedes, hold: UplinkHold, ingestClients: WeakSet<Client>): void {
  broker.on('subscribe', (subscriptions, client) => {
    if (!ingestClients.has(client)) return;
    const granted = subscriptions.filter(({ qos }) => Number(qos) !== REFUSED);
    hold.subscribed(
      client,
      granted.map(({ topic }) => topic),
    );
  });
  broker.on('clientDisconnect', (client) => hold.disconnected(client));
  broker.on('unsubscribe', (filters, client) => hold.unsubscribed(client, filters));
  const { persistence } = broker as unknown as { readonly persistence: OutgoingStore };
  const clear = persistence.outgoingClearMessageId.bind(persistence);
  persistence.outgoingClearMessageId = async (client, packet) =>
    hold.acknowledged(client, packet.messageId) ? undefined : clear(client, packet);
}

/** A client that was let in is named; of another nothing is written that it said, but its address. */
function wireLog(broker: Aedes, logger: Logger, log: QuietLog): void {
  broker.on('client', (client) => logger.debug({ clientId: client.id }, 'connected'));
  broker.on('clientDisconnect', (client) => logger.debug({ clientId: client.id }, 'disconnected'));
  broker.on('keepaliveTimeout', (client) => log.note('info', 'keep-alive timeout', { subject: subjectOf(client) }));
  const failed = (client: Client, error: Error): void => log.note('info', 'closed', { subject: subjectOf(client), reason: error.message });
  broker.on('clientError', failed);
  broker.on('connectionError', failed);
}

const subjectOf = ({ connected, id, conn }: Client): string => (connected ? id : 'remoteAddress' in conn ? (conn.remoteAddress ?? '') : '');
