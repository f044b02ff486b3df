import type { AedesOptions, AuthenticateError, Client, PublishPacket } from 'aedes';
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

type HookName = 'preConnect' | 'authenticate' | 'authorizePublish' | 'authorizeSubscribe' | 'authorizeForward';
type Hooks = Required<Pick<AedesOptions, HookName>>;
type Sessions = WeakMap<Client, BrokerSession>;

/** The library's hooks. `authorizePublish` is the last one that runs before it writes the PUBACK, so the hold sits there. */
export function brokerHooks(deps: HookDeps): Hooks {
  const sessions: Sessions = new WeakMap();
  return {
    /** No session outlives its connection: memory would not survive a crash, and the service repeats what goes unanswered. */
    preConnect(_client, packet, callback) {
      packet.clean = true;
      callback(null, true);
    },
    authenticate: authenticate(deps, sessions),
    authorizePublish: authorizePublish(deps, sessions),
    authorizeSubscribe: authorizeSubscribe(deps, sessions),
    authorizeForward: authorizeForward(deps),
  };
}

const authenticate =
  (deps: HookDeps, sessions: Sessions): Hooks['authenticate'] =>
  (...[client, username, password, callback]) => {
    connect(deps, client, { username: username ?? '', password: password?.toString('utf8') ?? '' }).then(
      (session) => {
        if (!session) return callback(refusal('bad user name or password', BAD_CREDENTIALS), false);
        sessions.set(client, session);
        if (session.username === deps.ingestUsername) deps.ingestClients.add(client);
        callback(null, true);
      },
      (error: unknown) => {
        deps.logger.warn({ err: error }, 'the authority cannot be asked');
        callback(refusal('authority not available', SERVER_UNAVAILABLE), false);
      },
    );
  };

const authorizePublish =
  (deps: HookDeps, sessions: Sessions): Hooks['authorizePublish'] =>
  (client, packet, callback) => {
    const session = client === null ? undefined : sessions.get(client);
    if (client === null || session === undefined) return callback(new Error('no session'));
    if (session.username === deps.ingestUsername) return callback(null);
    const { topic, qos, retain, dup } = packet;
    const question = { clientid: client.id, username: session.username, topic, action: 'publish', qos, retain } as const;
    mayUse(deps, session, question).then(
      (allowed) => {
        if (!allowed) return callback(new Error('topic not allowed'));
        // A will whose publisher is gone has nobody to repeat it: it is kept as a retained message until the service is back.
        if (client.closed && !deps.hold.isReady(topic)) return callback(null);
        deps.hold.hold({ topic, payload: bytesOf(packet), retain, dup }, (failure) => callback(failure ?? null));
      },
      (error: unknown) => callback(asError(error)),
    );
  };

const authorizeSubscribe =
  (deps: HookDeps, sessions: Sessions): Hooks['authorizeSubscribe'] =>
  (client, subscription, callback) => {
    const session = sessions.get(client);
    if (session === undefined) return callback(new Error('no session'));
    const { topic, qos } = subscription;
    const question = { clientid: client.id, username: session.username, topic, action: 'subscribe', qos, retain: false } as const;
    mayUse(deps, session, question).then(
      (allowed) => callback(null, allowed ? subscription : null),
      (error: unknown) => callback(asError(error)),
    );
  };

/** An ingest session has had every live uplink from the hold; what is left for it here are retained messages. */
const authorizeForward =
  (deps: HookDeps): Hooks['authorizeForward'] =>
  (client, packet) => {
    if (!deps.hold.isIngest(client)) return packet;
    if (packet.retain) {
      deps.hold.hold({ topic: packet.topic, payload: bytesOf(packet), retain: true, dup: false }, () => undefined);
    }
    return null;
  };

const bytesOf = ({ payload }: PublishPacket): Buffer => (Buffer.isBuffer(payload) ? payload : Buffer.from(payload));
const asError = (error: unknown): Error => (error instanceof Error ? error : new Error('the authority cannot be asked'));
const refusal = (message: string, returnCode: number): AuthenticateError => Object.assign(new Error(message), { returnCode });

interface Login {
  readonly username: string;
  readonly password: string;
}

async function connect(deps: HookDeps, client: Client, { username, password }: Login): Promise<BrokerSession | undefined> {
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
