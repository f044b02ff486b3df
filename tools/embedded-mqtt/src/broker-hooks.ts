import type { AuthenticateError, Client, AedesOptions } from 'aedes';
import type { Logger } from 'pino';
import { BrokerSession } from './broker-session.js';
import type { HttpAuthority, TopicQuestion } from './http-authority.client.js';
import type { MqttLimits } from './mqtt-limits.js';
import type { UplinkHold } from './uplink-hold.js';

/** CONNACK return codes of MQTT 3.1.1, 3.2.2.3. */
const SERVER_UNAVAILABLE = 3;
const BAD_CREDENTIALS = 4;

export interface HookDeps {
  readonly authority: HttpAuthority;
  readonly hold: UplinkHold;
  /** Filled as sessions of the ingest user connect. */
  readonly ingestClients: WeakSet<Client>;
  readonly ingestUsername: string;
  readonly limits: MqttLimits;
  readonly logger: Logger;
}

type Hooks = Required<Pick<AedesOptions, 'preConnect' | 'authenticate' | 'authorizePublish' | 'authorizeSubscribe' | 'authorizeForward'>>;

const refusal = (message: string, returnCode: number): AuthenticateError => Object.assign(new Error(message), { returnCode });

/** The library's hooks. `authorizePublish` is the last one that runs before it writes the PUBACK, so the hold sits there. */
export function brokerHooks(deps: HookDeps): Hooks {
  const sessions = new WeakMap<Client, BrokerSession>();
  return {
    /** No session outlives its connection: memory would not survive a crash, and the service repeats what goes unanswered. */
    preConnect(_client, packet, callback) {
      packet.clean = true;
      callback(null, true);
    },

    authenticate(client, username, password, callback) {
      connect(deps, client, username ?? '', password?.toString('utf8') ?? '').then(
        (session) => {
          if (session) sessions.set(client, session);
          if (session?.username === deps.ingestUsername) deps.ingestClients.add(client);
          if (session) callback(null, true);
          else callback(refusal('bad user name or password', BAD_CREDENTIALS), false);
        },
        (error: unknown) => {
          deps.logger.warn({ err: error }, 'the authority cannot be asked');
          callback(refusal('authority not available', SERVER_UNAVAILABLE), false);
        },
      );
    },

    authorizePublish(client, packet, callback) {
      const session = client === null ? undefined : sessions.get(client);
      if (client === null || session === undefined) return callback(new Error('no session'));
      if (session.username === deps.ingestUsername) return callback(null);
      const { topic, qos, retain, dup } = packet;
      const payload = Buffer.isBuffer(packet.payload) ? packet.payload : Buffer.from(packet.payload);
      const question = { clientid: client.id, username: session.username, topic, action: 'publish', qos, retain } as const;
      mayUse(deps, session, question).then(
        (allowed) => {
          if (!allowed) return callback(new Error('topic not allowed'));
          // A will whose publisher is gone has nobody to repeat it: it is kept as a retained message until the service is back.
          if (client.closed && !deps.hold.isReady(topic)) return callback(null);
          deps.hold.hold({ topic, payload, retain, dup }, (failure) => callback(failure ?? null));
        },
        (error: unknown) => callback(error instanceof Error ? error : new Error('the authority cannot be asked')),
      );
    },

    authorizeSubscribe(client, subscription, callback) {
      const session = sessions.get(client);
      if (session === undefined) return callback(new Error('no session'));
      const { topic, qos } = subscription;
      const question = { clientid: client.id, username: session.username, topic, action: 'subscribe', qos, retain: false } as const;
      mayUse(deps, session, question).then(
        (allowed) => callback(null, allowed ? subscription : null),
        (error: unknown) => callback(error instanceof Error ? error : new Error('the authority cannot be asked')),
      );
    },

    /** An ingest session has had every live uplink from the hold; what is left for it here are retained messages. */
    authorizeForward(client, packet) {
      if (!deps.hold.isIngest(client)) return packet;
      if (packet.retain && Buffer.isBuffer(packet.payload)) {
        const { topic, payload } = packet;
        deps.hold.hold({ topic, payload, retain: true, dup: false }, () => undefined);
      }
      return null;
    },
  };
}

async function connect(deps: HookDeps, client: Client, username: string, password: string): Promise<BrokerSession | undefined> {
  const peerhost = 'remoteAddress' in client.conn ? (client.conn.remoteAddress ?? '') : '';
  const answer = await deps.authority.mayConnect({ clientid: client.id, username, password, peerhost });
  if (!answer.allowed) return undefined;
  return new BrokerSession(username, answer.superuser, deps.limits.aclCacheEntries);
}

async function mayUse(deps: HookDeps, session: BrokerSession, question: TopicQuestion): Promise<boolean> {
  const { action, topic } = question;
  if (topic.startsWith('$SYS/')) return session.superuser && action === 'subscribe';
  if (session.superuser) return true;
  return session.mayUse(action, topic, async () => {
    const allowed = await deps.authority.mayUse(question);
    if (!allowed) deps.logger.warn({ clientId: question.clientid, action, topic }, 'topic not allowed');
    return allowed;
  });
}
