import { type DynamicModule, type FactoryProvider, Global, Module } from '@nestjs/common';
import type { ConsumerDefinition } from '@openprepay/messaging/consume';
import { createMessaging, type Messaging } from '@openprepay/messaging/messaging';
import { Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import type { RowClass } from '@openprepay/persistence/data-source';
import { Notifications } from '@openprepay/persistence/notifications';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Logger } from 'pino';
import { AccessTokens, remoteKeys } from './access-token.js';
import type { PlatformConfig } from './config.js';
import { DatabasePools } from './database-pools.js';
import { Health } from './health.js';
import { provideBy, token, type Token, type Tokens } from './provide.js';
import { Shutdown } from './shutdown.js';
import { kafkaSecurity } from './transport.js';
import { WatchedClock } from './watched-clock.js';

export { provide, provideBy, token, type Token } from './provide.js';

export const CLOCK = token<Clock>('clock');
export const LOGGER = token<Logger>('logger');
/** The service's producer, parking and lag; most code wants `Outbox` alone. Absent where the service has no messaging. */
export const MESSAGING = token<Messaging>('messaging');
const CONFIG = token<unknown>('config');

/** The service's own configuration: `export const VENDING_CONFIG = configToken<VendingConfig>()`. */
export const configToken = <Config>(): Token<Config> => CONFIG as unknown as Token<Config>;

/** Work beside HTTP and consumers: an MQTT head-end, a campaign, a roll-up. Started after messaging, before HTTP listens. */
export interface Worker {
  readonly name: string;
  /** Connections to the database that it holds at most at a time; one unless said. */
  readonly connections?: number;
  start(): Promise<void>;
  /** Called once requests have ended and before consumers stop. */
  stop(): Promise<void>;
  /** Throws while it cannot do its work. */
  ready?(): Promise<void>;
}

/** What features have announced and `bootstrap` starts. */
export class ServiceParts {
  readonly consumers: ConsumerDefinition[] = [];
  readonly workers: Worker[] = [];
}

/** A provider that announces consumers: `consumers([Journal], (journal) => [bookAcceptedVend(journal)])`. */
export const consumers = <const Args extends readonly unknown[]>(
  inject: readonly [...Tokens<Args>],
  make: (...deps: Args) => readonly ConsumerDefinition[],
): FactoryProvider =>
  provideBy(token('consumers'), [ServiceParts, ...inject] as never, (parts: ServiceParts, ...deps: never[]) => {
    const definitions = make(...(deps as unknown as Args));
    parts.consumers.push(...definitions);
    return definitions;
  });

/** A provider that announces a worker: `worker([MqttHeadEnd], (headEnd) => headEnd)`. */
export const worker = <const Args extends readonly unknown[]>(
  inject: readonly [...Tokens<Args>],
  make: (...deps: Args) => Worker,
): FactoryProvider =>
  provideBy(token('worker'), [ServiceParts, ...inject] as never, (parts: ServiceParts, ...deps: never[]) => {
    const made = make(...(deps as unknown as Args));
    parts.workers.push(made);
    return made;
  });

export interface PlatformOptions {
  /** As in `apps/`: CloudEvents source, application name of its connections, name in its logs. */
  readonly name: string;
  readonly config: PlatformConfig;
  /** The `.row` classes. */
  readonly rows: readonly RowClass[];
  readonly logger: Logger;
  readonly shutdown: Shutdown;
  readonly health: Health;
  /** No outbox, producer or consumers. */
  readonly withoutMessaging: boolean;
  /** A broker that is away leaves the service ready. */
  readonly brokerMayBeAway: boolean;
  readonly onFatal: (error: Error) => void;
}

/**
 * What every feature may inject: UnitOfWork, Outbox, MESSAGING, Notifications, CLOCK, LOGGER, Health, Shutdown. AccessTokens
 * come from the keys at `JWKS_URL`; a service without that variable provides its own.
 */
@Global()
@Module({})
export class PlatformModule {
  static forService(options: PlatformOptions): DynamicModule {
    const providers = [
      ...baseProviders(options),
      ...databaseProviders(options),
      ...(options.config.JWKS_URL === undefined ? [] : [accessTokens(options.config, options.config.JWKS_URL)]),
      ...(options.withoutMessaging ? [] : messagingProviders(options)),
    ];
    return { module: PlatformModule, providers, exports: providers.map(({ provide }) => provide) };
  }
}

const baseProviders = ({ config, logger, shutdown, health }: PlatformOptions): FactoryProvider[] => [
  provideBy(CONFIG, [], () => config),
  provideBy(CLOCK, [], () => new WatchedClock()),
  provideBy(LOGGER, [], () => logger),
  provideBy(Shutdown, [], () => shutdown),
  provideBy(Health, [], () => health),
  provideBy(ServiceParts, [], () => new ServiceParts()),
];

const accessTokens = (config: PlatformConfig, jwksUrl: string): FactoryProvider =>
  provideBy(
    AccessTokens,
    [CLOCK],
    (clock) =>
      new AccessTokens(
        {
          keys: remoteKeys(jwksUrl),
          issuer: config.JWT_ISSUER ?? 'openprepay',
          audience: config.JWT_AUDIENCE ?? 'openprepay',
          algorithms: config.JWT_ALGORITHMS ?? ['EdDSA'],
        },
        () => clock.now().getTime(),
      ),
  );

const databaseProviders = ({ name, config, rows, logger, shutdown, health }: PlatformOptions): FactoryProvider[] => [
  provideBy(DatabasePools, [], async () => {
    const pools = await DatabasePools.open({ url: config.DATABASE_URL, rows, name, httpConnections: config.DATABASE_POOL_SIZE });
    shutdown.add('connections', 'database', () => pools.close());
    health.add('database', () => pools.check());
    return pools;
  }),
  provideBy(UnitOfWork, [DatabasePools], (pools) => new UnitOfWork(pools.current)),
  provideBy(Notifications, [], async () => {
    const notifications = new Notifications({ url: config.DATABASE_URL, logger, applicationName: `${name}-notifications` });
    await notifications.start();
    shutdown.add('connections', 'notifications', () => notifications.stop());
    return notifications;
  }),
];

const messagingProviders = ({ name, config, logger, shutdown, health, onFatal, brokerMayBeAway }: PlatformOptions): FactoryProvider[] => [
  provideBy(MESSAGING, [UnitOfWork, CLOCK], (unitOfWork, clock) => {
    const messaging = createMessaging({
      brokers: config.KAFKA_BROKERS ?? [],
      security: kafkaSecurity(config),
      clientId: name,
      source: name,
      unitOfWork,
      clock,
      logger,
      ...(config.KAFKA_PARTITIONS === undefined ? {} : { partitions: config.KAFKA_PARTITIONS }),
      ...(config.OUTBOX_POLL_MS === undefined ? {} : { limits: { outboxPollMs: config.OUTBOX_POLL_MS } }),
      onFatal,
    });
    shutdown.add('messaging', 'messaging', () => messaging.stop());
    const check = async (): Promise<void> => {
      const state = messaging.health();
      if (!state.ok) throw new Error(messagingProblem(state));
    };
    if (!brokerMayBeAway) health.add('messaging', check);
    return messaging;
  }),
  provideBy(Outbox, [MESSAGING], (messaging) => messaging.outbox),
];

function messagingProblem({ relay, consumers: groups }: ReturnType<Messaging['health']>): string {
  const stuck = groups.filter(({ running }) => !running).map(({ group }) => group);
  return `relay ${relay.state}${relay.failing === undefined ? '' : ' and failing'}${stuck.length > 0 ? `, not consuming: ${stuck.join(', ')}` : ''}`;
}
