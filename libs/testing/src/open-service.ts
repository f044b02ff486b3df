import { NestFactory } from '@nestjs/core';
import type { EventData, EventDefinition } from '@openprepay/contracts/event';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { type Override, type Overrides, rootModule } from '@openprepay/runtime/container';
import type { ServiceDefinition } from '@openprepay/runtime/define-service';
import { Health } from '@openprepay/runtime/health';
import { createLogger } from '@openprepay/runtime/logger';
import { CLOCK, ServiceParts, type Token } from '@openprepay/runtime/service';
import { Shutdown } from '@openprepay/runtime/shutdown';
import type pg from 'pg';
import { deliver, type DeliverOptions, received } from './deliver.js';
import { UTILITY } from './identity.js';
import type { ServiceDatabase, TestPostgres } from './postgres.js';
import { openDatabase } from './service-database.js';
import { storedEvents, type StoredEvent } from './stored-event.js';
import { testEnvironment } from './test-environment.js';

export interface OpenOptions<Values extends readonly unknown[]> {
  /** The system's unless given. */
  readonly clock?: Clock;
  /** Beside what the harness sets: database, brokers that are away, a silent log. */
  readonly env?: Readonly<Record<string, string>>;
  /** `[[SECURITY_MODULE, securityModule]]`: what stands for a part of the service. */
  readonly override?: readonly [...Overrides<Values>];
}

/** A service without its network: its module as in production over a real database; events stay in the outbox. */
export interface OpenService {
  readonly postgres: TestPostgres;
  readonly database: ServiceDatabase;
  /** A connection as the tables' owner, who sees every row. */
  readonly owner: pg.Client;
  readonly unitOfWork: UnitOfWork;
  /** A use case, a repository, whatever the module provides. */
  get<T>(token: Token<T>): T;
  /** Runs `work` in a transaction of the utility, `acme` unless given. */
  run<T>(work: (tx: Tx) => Promise<T>, utility?: string): Promise<T>;
  /** What the outbox holds of one kind of event, of every utility, in order. */
  events<Definition extends EventDefinition>(event: Definition): Promise<readonly StoredEvent<Definition>[]>;
  /** Hands events to the consumers that the module announced for them, in one transaction each; throws what they throw. */
  deliver<Definition extends EventDefinition>(
    event: Definition,
    data: readonly EventData<Definition>[],
    options?: DeliverOptions,
  ): Promise<void>;
  stop(): Promise<void>;
}

/** Opens a service's container over a new database. Nothing runs by itself: no HTTP, no Kafka, no worker. */
export async function openService<const Values extends readonly unknown[] = []>(
  definition: ServiceDefinition,
  { clock, env = {}, override }: OpenOptions<Values> = {},
): Promise<OpenService> {
  const { postgres, database, owner, close } = await openDatabase(definition);
  const config = definition.config({ ...testEnvironment(database), ...env });
  const logger = createLogger({ name: definition.name, level: config.LOG_LEVEL });
  const shutdown = new Shutdown(logger);
  const overrides: readonly Override[] = [
    ...(clock === undefined ? [] : [[CLOCK, clock] as Override]),
    ...((override ?? []) as Override[]),
  ];
  const root = rootModule(definition, { config, logger, shutdown, health: new Health(), onFatal: fail }, overrides);
  const container = await NestFactory.createApplicationContext(root, { logger: false, abortOnError: false });

  const unitOfWork = container.get(UnitOfWork);
  const receiver = { service: definition.name, definitions: container.get(ServiceParts).consumers, unitOfWork };
  return {
    postgres,
    database,
    owner,
    unitOfWork,
    get: (token) => container.get(token),
    run: (work, utility = UTILITY) => unitOfWork.run(utility, work),
    events: (event) => storedEvents(owner, event),
    deliver: async (event, data, options) => deliver(receiver, event, received(event, data, options)),
    stop: async () => {
      await container.close();
      const inTime = await shutdown.run();
      await close();
      if (!inTime) throw new Error(`${definition.name} did not stop cleanly`);
    },
  };
}

const fail = (error: Error): void => {
  throw error;
};
