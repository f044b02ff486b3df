import 'reflect-metadata';
import { rename, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { RowClass } from '@openprepay/persistence/data-source';
import { fastify, type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { AccessTokens, remoteKeys } from './access-token.js';
import { AnswerInterceptor } from './answer.js';
import { AuthGuard } from './auth-guard.js';
import { Health } from './health.js';
import { HttpAdapter } from './http-adapter.js';
import { createLogger } from './logger.js';
import { collectProcessMetrics } from './metrics.js';
import { nestLogger } from './nest-logger.js';
import { openApiDocument } from './openapi.js';
import { addOperations } from './operations.js';
import { ProblemFilter, problemSender, type SendProblem } from './problem-filter.js';
import { addRequestHooks } from './request-hooks.js';
import { type AnyModule, refuseUnruledRoutes, routesOf } from './routes.js';
import { MESSAGING, PlatformModule, ServiceParts } from './service.js';
import type { HttpConfig, ServiceConfig } from './service-config.js';
import { Shutdown } from './shutdown.js';

/** What a service is made of. */
export interface ServiceDefinition {
  /** As in `apps/`. */
  readonly name: string;
  readonly module: AnyModule;
  /** A service's whole configuration; features inject it by `configToken`. */
  readonly config: HttpConfig &
    Pick<ServiceConfig, 'DATABASE_URL' | 'DATABASE_POOL_SIZE'> &
    Partial<
      Pick<
        ServiceConfig,
        'KAFKA_BROKERS' | 'KAFKA_PARTITIONS' | 'OUTBOX_POLL_MS' | 'JWKS_URL' | 'JWT_ISSUER' | 'JWT_AUDIENCE' | 'JWT_ALGORITHMS'
      >
    >;
  /** Every code the service throws → HTTP status. */
  readonly status: Readonly<Record<string, number>>;
  readonly rows?: readonly RowClass[];
  readonly version?: string;
  /** Once HTTP listens. */
  readonly onReady?: (service: RunningService) => Promise<void> | void;
  /** Routes and hooks that are no controller's (the gateway's proxy). */
  readonly onHttp?: (fastify: FastifyInstance, tools: HttpTools) => Promise<void> | void;
  /** Instead of the keys at `JWKS_URL`: the gateway verifies by its own. */
  readonly accessTokens?: AccessTokens;
  readonly withoutMessaging?: boolean;
  readonly openApiPath?: string;
  /** Health and metrics on an address of their own (port 0 = a free one) instead of beside the API. */
  readonly operations?: OperationsAddress;
  readonly trustProxy?: boolean | string;
  readonly logger?: Logger;
}

export interface OperationsAddress {
  readonly host: string;
  readonly port: number;
}

export interface HttpTools {
  readonly app: NestFastifyApplication;
  readonly sendProblem: SendProblem;
  readonly accessTokens: AccessTokens;
}

export interface RunningService {
  readonly name: string;
  readonly port: number;
  readonly url: string;
  /** `app.get(Token)` */
  readonly app: INestApplicationContext;
  /** Where health and metrics answer. */
  readonly operationsUrl: string;
  /** Stops everything in order; true if in time. */
  close(): Promise<boolean>;
}

@Module({})
class RootModule {}

/** Starts a service: connects, consumes, listens; stops in order on SIGTERM and SIGINT. Rejects with nothing left open. */
export async function bootstrap(definition: ServiceDefinition): Promise<RunningService> {
  const { name, config } = definition;
  refuseUnruledRoutes(routesOf(definition.module));
  collectProcessMetrics();
  const logger = definition.logger ?? createLogger({ name, level: config.LOG_LEVEL });
  const shutdown = new Shutdown(logger);
  try {
    return await start(definition, logger, shutdown);
  } catch (error) {
    await shutdown.run();
    throw error;
  }
}

async function start(definition: ServiceDefinition, logger: Logger, shutdown: Shutdown): Promise<RunningService> {
  const { name, config } = definition;
  const health = new Health();
  const accessTokens = definition.accessTokens ?? accessTokensOf(config);
  const sendProblem = problemSender(definition.status, logger);
  const adapter = new HttpAdapter({ sendProblem, trustProxy: definition.trustProxy ?? false });
  const onFatal = (error: Error): void => {
    logger.fatal({ err: error }, 'a part failed for good');
    void shutdown.run().finally(() => process.exit(1));
  };
  const platform = PlatformModule.forService({
    ...definition,
    rows: definition.rows ?? [],
    logger,
    accessTokens,
    shutdown,
    health,
    onFatal,
  });
  const app = await NestFactory.create<NestFastifyApplication>({ module: RootModule, imports: [platform, definition.module] }, adapter, {
    logger: nestLogger(logger),
    bodyParser: false,
    abortOnError: false,
  });
  app.useGlobalGuards(new AuthGuard(accessTokens));
  app.useGlobalInterceptors(new AnswerInterceptor());
  app.useGlobalFilters(new ProblemFilter(sendProblem));

  const http = adapter.getInstance<FastifyInstance>();
  addRequestHooks(http, logger);
  const document = openApiDocument({ title: `OpenPrepay ${name}`, version: definition.version ?? '0.1.0', module: definition.module });
  http.get(definition.openApiPath ?? '/v1/openapi.json', () => document);
  await definition.onHttp?.(http, { app, sendProblem, accessTokens });
  if (definition.operations === undefined) addOperations(http, health);
  await app.init();
  await startParts(app, definition, { shutdown, health });

  shutdown.add('http', 'http', async () => {
    health.stop();
    await app.close();
  });
  const port = await listen(http, config.PORT, config.HOST);
  const url = `http://${config.HOST}:${port}`;
  const operationsUrl = definition.operations === undefined ? url : await listenForOperations(definition.operations, { health, shutdown });
  const service: RunningService = { name, port, url, app, operationsUrl, close: () => close() };
  const close = stopOnSignals(shutdown, logger);
  await definition.onReady?.(service);
  if (config.PORT_FILE !== undefined) await writePort(config.PORT_FILE, port);
  logger.info({ port, operationsUrl }, 'listening');
  return service;
}

interface Parts {
  readonly shutdown: Shutdown;
  readonly health: Health;
}

async function startParts(app: INestApplicationContext, definition: ServiceDefinition, { shutdown, health }: Parts): Promise<void> {
  const parts = app.get(ServiceParts);
  if (definition.withoutMessaging !== true) await app.get(MESSAGING).start(parts.consumers);
  for (const worker of parts.workers) {
    shutdown.add('workers', worker.name, () => worker.stop());
    await worker.start();
    if (worker.ready) health.add(worker.name, () => worker.ready!());
  }
}

function accessTokensOf(config: ServiceDefinition['config']): AccessTokens {
  if (config.JWKS_URL === undefined) throw new Error('JWKS_URL is needed to verify access tokens');
  return new AccessTokens({
    keys: remoteKeys(config.JWKS_URL),
    issuer: config.JWT_ISSUER ?? 'openprepay',
    audience: config.JWT_AUDIENCE ?? 'openprepay',
    algorithms: config.JWT_ALGORITHMS ?? ['EdDSA'],
  });
}

async function listen(http: FastifyInstance, port: number, host: string): Promise<number> {
  try {
    await http.listen({ port, host });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new Error(`port ${port} on ${host} is taken: stop what uses it, or set PORT`, { cause: error });
  }
  return (http.server.address() as AddressInfo).port;
}

async function listenForOperations({ host, port }: OperationsAddress, { health, shutdown }: Parts): Promise<string> {
  const operations = fastify();
  addOperations(operations, health);
  shutdown.add('connections', 'operations', () => operations.close());
  return `http://${host}:${await listen(operations, port, host)}`;
}

/** Written aside and renamed, so that whoever waits for the file never reads half of it. */
async function writePort(file: string, port: number): Promise<void> {
  await writeFile(`${file}.new`, `${port}\n`);
  await rename(`${file}.new`, file);
}

function stopOnSignals(shutdown: Shutdown, logger: Logger): () => Promise<boolean> {
  const onSignal = (signal: NodeJS.Signals): void => {
    logger.info({ signal }, 'stopping');
    void shutdown.run().then((inTime) => process.exit(inTime ? 0 : 1));
  };
  process.once('SIGTERM', onSignal).once('SIGINT', onSignal);
  return async () => {
    process.off('SIGTERM', onSignal).off('SIGINT', onSignal);
    return shutdown.run();
  };
}
