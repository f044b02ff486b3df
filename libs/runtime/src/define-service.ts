import type { INestApplicationContext } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Api } from '@openprepay/contracts/http/api';
import type { RowClass } from '@openprepay/persistence/data-source';
import type { MigrationClass } from '@openprepay/persistence/migrate';
import type { FastifyInstance } from 'fastify';
import type { AccessTokens } from './access-token.js';
import type { Environment, PlatformConfig } from './config.js';
import type { SendProblem } from './problem-filter.js';
import type { AnyModule } from './routes.js';

/** What a service is, before it is told where its database is: what `main.ts` and `migrate.ts` start and what tests start. */
export interface ServiceDefinition<Config extends PlatformConfig = PlatformConfig> {
  /** As in `apps/`: CloudEvents source, application name of its connections, name in its logs. */
  readonly name: string;
  readonly module: AnyModule;
  /** Reads and checks the service's variables; features inject the result by `configToken`. */
  readonly config: (env: Environment) => Config;
  /** What it answers by HTTP; its error table says the status of every code that the service throws. */
  readonly api: Api;
  /** The `.row` classes. */
  readonly rows?: readonly RowClass[];
  /** In the order they run; with messaging, those of messaging first. */
  readonly migrations: readonly MigrationClass[];
  /** No outbox, producer or consumers. */
  readonly withoutMessaging?: boolean;
  /** Events are the least of what it does: it starts, and is ready, while the broker is away. What it tells waits in its outbox. */
  readonly brokerMayBeAway?: true;
  readonly openApiPath?: string;
  /** Routes and hooks that are no controller's (the gateway's proxy); called before HTTP listens. */
  readonly edge?: (http: FastifyInstance, tools: EdgeTools) => Promise<void> | void;
}

export interface EdgeTools {
  readonly app: NestFastifyApplication;
  readonly sendProblem: SendProblem;
  readonly accessTokens: AccessTokens;
}

export interface RunningService {
  readonly name: string;
  readonly port: number;
  /** Of the plain listener, where there is one. */
  readonly url: string;
  /** Of the listener with TLS, where there is one. */
  readonly httpsUrl: string | undefined;
  /** `app.get(Token)` */
  readonly app: INestApplicationContext;
  /** Where health and metrics answer. */
  readonly operationsUrl: string;
  /** Stops everything in order; true if in time. */
  close(): Promise<boolean>;
}

/** `export const vendingService = defineService({ name: 'vending', module: VendingModule, config: loadVendingConfig, … })`, in `<service>.ts`. */
export const defineService = <Config extends PlatformConfig>(definition: ServiceDefinition<Config>): ServiceDefinition<Config> =>
  Object.freeze(definition);
