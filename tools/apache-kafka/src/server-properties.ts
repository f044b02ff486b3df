export interface NodePorts {
  readonly client: number;
  readonly controller: number;
}

export interface NodeSettings {
  /** 1, 2, 3. */
  readonly nodeId: number;
  readonly host: string;
  readonly ports: readonly NodePorts[];
  readonly logDir: string;
  readonly defaultPartitions: number;
  readonly extra: Readonly<Record<string, string>>;
  readonly security?: BrokerSecurity | undefined;
}

/** Clients come in over TLS, by name and password (SASL PLAIN), and may do what the ACLs say. */
export interface BrokerSecurity {
  /** Who may do everything: what makes topics and ACLs. */
  readonly superUser: string;
  /** Passwords by user name, the super user's among them. */
  readonly users: Readonly<Record<string, string>>;
  /** PEM files: the authority, and the broker's key followed by its certificate. */
  readonly caFile: string;
  readonly keyStoreFile: string;
}

/**
 * Time after which a silent broker is taken for dead: Kafka's own where there are several, for one that a busy machine has kept from
 * speaking is not to be left out beside one that is dead. A broker alone is waited for by nobody.
 */
const BROKER_SESSION_TIMEOUT_MS = { alone: 2_000, among: 9_000 };
const BROKER_HEARTBEAT_MS = 500;
const MIN_GROUP_SESSION_MS = 1_000;
/** Kafka's 50 partitions of the offsets topic would only slow the start of a broker with a handful of groups. */
const OFFSETS_PARTITIONS = 8;

/**
 * The configuration of one node that is broker and controller (KRaft). The voters are listed statically, so that the ports may change from one start
 * to the next on the same data.
 */
export function serverProperties({ nodeId, host, ports, logDir, defaultPartitions, extra, security }: NodeSettings): string {
  const own = ports[nodeId - 1]!;
  const replicas = ports.length;
  const properties: Record<string, string | number> = {
    'process.roles': 'broker,controller',
    'node.id': nodeId,
    'controller.quorum.voters': ports.map(({ controller }, index) => `${index + 1}@127.0.0.1:${controller}`).join(','),
    listeners: `PLAINTEXT://${host}:${own.client},CONTROLLER://127.0.0.1:${own.controller}`,
    'advertised.listeners': `PLAINTEXT://${host}:${own.client}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'log.dirs': logDir.replaceAll('\\', '/'),
    'num.partitions': defaultPartitions,
    'default.replication.factor': replicas,
    'min.insync.replicas': replicas > 1 ? 2 : 1,
    'offsets.topic.num.partitions': OFFSETS_PARTITIONS,
    'offsets.topic.replication.factor': replicas,
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': replicas > 1 ? 2 : 1,
    'group.initial.rebalance.delay.ms': 0,
    'group.min.session.timeout.ms': MIN_GROUP_SESSION_MS,
    'broker.session.timeout.ms': replicas > 1 ? BROKER_SESSION_TIMEOUT_MS.among : BROKER_SESSION_TIMEOUT_MS.alone,
    'broker.heartbeat.interval.ms': BROKER_HEARTBEAT_MS,
    ...(security === undefined ? {} : secured(security, { host, ...own })),
    ...extra,
  };
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

const CLIENTS = 'CLIENTS';

/** The controllers' listener is on loopback and in the clear; who comes by it is nobody by name, and must be let in. */
function secured(
  { superUser, users, caFile, keyStoreFile }: BrokerSecurity,
  { host, client, controller }: NodePorts & { readonly host: string },
): Readonly<Record<string, string>> {
  const known = Object.entries(users).map(([name, password]) => `user_${name}="${password}"`);
  const login = `username="${superUser}" password="${users[superUser] ?? ''}"`;
  return {
    listeners: `${CLIENTS}://${host}:${client},CONTROLLER://127.0.0.1:${controller}`,
    'advertised.listeners': `${CLIENTS}://${host}:${client}`,
    'listener.security.protocol.map': `${CLIENTS}:SASL_SSL,CONTROLLER:PLAINTEXT`,
    'inter.broker.listener.name': CLIENTS,
    'sasl.enabled.mechanisms': 'PLAIN',
    'sasl.mechanism.inter.broker.protocol': 'PLAIN',
    [`listener.name.${CLIENTS.toLowerCase()}.plain.sasl.jaas.config`]: `org.apache.kafka.common.security.plain.PlainLoginModule required ${login} ${known.join(' ')};`,
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': keyStoreFile,
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': caFile,
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'super.users': `User:${superUser};User:ANONYMOUS`,
    'allow.everyone.if.no.acl.found': 'false',
  };
}
