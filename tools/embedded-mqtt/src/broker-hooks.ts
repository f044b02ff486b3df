import { BoundedMap } from '@openprepay/pace/bounded-map';
import type { AedesOptions, AuthenticateError, Client, PublishPacket } from 'aedes';
import { BrokerSession } from './broker-session.js';
import type { HttpAuthority, TopicQuestion } from './http-authority.client.js';
import type { KeptSessions } from './kept-sessions.js';
import type { MqttLimits } from './mqtt-limits.js';
import { ownTopic, saysMe, topicOfMe } from './own-topic.js';
import { peerCertificateOf } from './peer-certificate.js';
import type { QuietLog } from './quiet-log.js';
import type { UplinkHold } from './uplink-hold.js';

/** CONNACK return codes of MQTT 3.1.1, 3.2.2.3. */
const IDENTIFIER_REJECTED = 2;
const SERVER_UNAVAILABLE = 3;
const BAD_CREDENTIALS = 4;

/** No client id and no user name has one, so nobody needs to be asked. */
const CONTROL_CHARACTER = /\p{Cc}/u;

export interface HookDeps {
  readonly authority: HttpAuthority;
  readonly hold: UplinkHold;
  /** Filled as sessions of the ingest user connect. */
  readonly ingestClients: WeakSet<Client>;
  readonly ingestUsername: string;
  readonly kept: KeptSessions;
  readonly limits: MqttLimits;
  readonly log: QuietLog;
}

type HookName = 'preConnect' | 'authenticate' | 'authorizePublish' | 'authorizeSubscribe' | 'authorizeForward';
type Hooks = Required<Pick<AedesOptions, HookName>>;
type Sessions = WeakMap<Client, BrokerSession>;

/** Sessions by their connection, and what is known of a connection before it has one. */
interface Known {
  readonly sessions: Sessions;
  /** They want a session kept and do not say whose. @source MQTT 3.1.1, 3.1.3-8 */
  readonly nameless: WeakSet<Client>;
  /** When a user's refusal was last told to the authority. */
  readonly reported: BoundedMap<string, number>;
}

/** The library's hooks. `authorizePublish` is the last one that runs before it writes the PUBACK, so the hold sits there. */
export function brokerHooks(deps: HookDeps): Hooks {
  const known: Known = { sessions: new WeakMap(), nameless: new WeakSet(), reported: new BoundedMap(deps.limits.refusedUsersRemembered) };
  return {
    /**
     * The service's own session is always a new one: the hold repeats what it has not acknowledged. A client without a keep-alive
     * of its own is given ours, so that its silence has an end. Who has shown a certificate and says no name is called by it.
     */
    preConnect(client, packet, callback) {
      const named = peerCertificateOf(client.conn)?.commonName;
      if (packet.username === undefined && named !== undefined) packet.username = named;
      if (!packet.clean && packet.clientId === '') known.nameless.add(client);
      packet.clean ||= packet.username === deps.ingestUsername;
      packet.keepalive = packet.keepalive || deps.limits.silenceSeconds;
      callback(null, true);
    },
    authenticate: authenticate(deps, known),
    authorizePublish: authorizePublish(deps, known),
    authorizeSubscribe: authorizeSubscribe(deps, known),
    authorizeForward: authorizeForward(deps, known),
  };
}

const authenticate =
  (deps: HookDeps, { sessions, nameless }: Known): Hooks['authenticate'] =>
  (...[client, username, password, callback]) => {
    if (nameless.has(client) || CONTROL_CHARACTER.test(client.id))
      return callback(refusal('identifier rejected', IDENTIFIER_REJECTED), false);
    if (CONTROL_CHARACTER.test(username ?? '')) return callback(refusal('bad user name or password', BAD_CREDENTIALS), false);
    connect(deps, client, { username: username ?? '', password: password?.toString('utf8') ?? '' }).then(
      (session) => {
        if (!session) return callback(refusal('bad user name or password', BAD_CREDENTIALS), false);
        sessions.set(client, session);
        if (session.username === deps.ingestUsername) deps.ingestClients.add(client);
        callback(null, true);
      },
      (error: unknown) => {
        deps.log.note('warn', 'the authority cannot be asked', { subject: addressOf(client), reason: asError(error).message });
        callback(refusal('authority not available', SERVER_UNAVAILABLE), false);
      },
    );
  };

const authorizePublish =
  (deps: HookDeps, known: Known): Hooks['authorizePublish'] =>
  (client, packet, callback) => {
    const session = client === null ? undefined : known.sessions.get(client);
    if (client === null || session === undefined) return callback(new Error('no session'));
    if (session.username === deps.ingestUsername) return callback(null);
    packet.topic = ownTopic(packet.topic, session.username);
    const { topic, qos, retain, dup } = packet;
    const question = { clientid: client.id, username: session.username, topic, action: 'publish', qos, retain } as const;
    mayUse(deps, known, { session, question }).then(
      (allowed) => {
        if (!allowed) return callback(new Error('topic not allowed'));
        // A will whose publisher is gone has nobody to repeat it: it is kept as a retained message until the service is back.
        if (client.closed && !deps.hold.isReady(topic)) return callback(null);
        deps.hold.hold({ publisher: client.id, topic, payload: bytesOf(packet), retain, dup }, (failure) => callback(failure ?? null));
      },
      (error: unknown) => callback(asError(error)),
    );
  };

const authorizeSubscribe =
  (deps: HookDeps, known: Known): Hooks['authorizeSubscribe'] =>
  (client, subscription, callback) => {
    const session = known.sessions.get(client);
    if (session === undefined) return callback(new Error('no session'));
    if (saysMe(subscription.topic)) session.isMe = true;
    const own = { ...subscription, topic: ownTopic(subscription.topic, session.username) };
    const { topic, qos } = own;
    const question = { clientid: client.id, username: session.username, topic, action: 'subscribe', qos, retain: false } as const;
    mayUse(deps, known, { session, question }).then(
      (allowed) => {
        if (session.isTiresome && !client.closed) client.close();
        if (allowed) deps.kept.grant(client, topic);
        callback(null, allowed ? own : null);
      },
      (error: unknown) => callback(asError(error)),
    );
  };

/** An ingest session has had every live uplink from the hold; what is left for it here are retained messages. */
const authorizeForward =
  (deps: HookDeps, { sessions }: Known): Hooks['authorizeForward'] =>
  (client, packet) => {
    const session = sessions.get(client);
    if (session?.isMe === true) return { ...packet, topic: topicOfMe(packet.topic, session.username) };
    if (!deps.hold.isIngest(client)) return packet;
    if (packet.retain) {
      deps.hold.hold({ publisher: packet.topic, topic: packet.topic, payload: bytesOf(packet), retain: true, dup: false }, () => undefined);
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
  const shown = peerCertificateOf(client.conn);
  const certificate = shown && { cert_common_name: shown.commonName, cert_fingerprint: shown.fingerprint };
  const answer = await deps.authority.mayConnect({ clientid: client.id, username, password, peerhost: addressOf(client), ...certificate });
  if (!answer.allowed) return undefined;
  await deps.kept.arriving(client.id);
  return new BrokerSession({ username, superuser: answer.superuser, rules: answer.rules }, deps.limits);
}

interface Asked {
  readonly session: BrokerSession;
  readonly question: TopicQuestion;
}

async function mayUse(deps: HookDeps, known: Known, { session, question }: Asked): Promise<boolean> {
  const { action, topic } = question;
  if (session.superuser) return true;
  if (topic.startsWith('$SYS/')) return false;
  const allowed = await session.mayUse(action, topic, () => deps.authority.mayUse(question));
  if (!allowed) await tellRefusal(deps, known, { session, question });
  return allowed;
}

/**
 * Who was refused is told to the authority, which writes it down, and to the log, without what was asked for: that is the
 * client's own words. Once in a while, however often it happens; whoever is refused waits for it.
 */
async function tellRefusal({ authority, limits, log }: HookDeps, { reported }: Known, { session, question }: Asked): Promise<void> {
  const { username, action } = question;
  log.note('warn', 'topic not allowed', { subject: username, action });
  const now = Date.now();
  if (!session.hasRules || now - (reported.get(username) ?? -Infinity) < limits.reportRefusalEveryMs) return;
  reported.set(username, now);
  await authority.mayUse(question).catch((error: unknown) => {
    log.note('warn', 'the authority cannot be asked', { subject: username, reason: asError(error).message });
  });
}

const addressOf = ({ conn }: Client): string => ('remoteAddress' in conn ? (conn.remoteAddress ?? '') : '');
