import 'reflect-metadata';
import { rename, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { openApiDocument } from '@openprepay/contracts/http/openapi';
import type { Messaging } from '@openprepay/messaging/messaging';
import { fastify, type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { AccessTokens } from './access-token.js';
import { AuthGuard } from './auth-guard.js';
import type { Environment } from './config.js';
import { type ContainerParts, type Override, rootModule } from './container.js';
import { type BackgroundNeed, DatabasePools } from './database-pools.js';
import type { RunningService, ServiceDefinition } from './define-service.js';
import { Health } from './health.js';
import { HttpAdapter } from './http-adapter.js';
import { type HttpsListener, listenWithTls } from './https-listener.js';
import { createLogger } from './logger.js';
import { collectProcessMetrics } from './metrics.js';
import { nestLogger } from './nest-logger.js';
import { addOperations } from './operations.js';
import { ProblemFilter, problemSender, type SendProblem } from './problem-filter.js';
import { addRequestHooks } from './request-hooks.js';
import { refuseWrongRoutes, routesOf } from './routes.js';
import { CLOCK, MESSAGING, ServiceParts } from './service.js';
import { Shutdown } from './shutdown.js';
import { startInBackground } from './start-in-background.js';
import { startTracing } from './tracing/start-tracing.js';
import { watchClock } from './watch-clock.js';

/** For tests: a log to look into, and what stands for a part of the service. */
export interface BootstrapOptions {
  readonly logger?: Logger;
  readonly override?: readonly Override[];
}

/**
 * Starts a service: reads its configuration, connects, consumes, listens; stops in order on SIGTERM and SIGINT. The whole of
 * `main.ts`. Rejects with nothing left open.
 */
export async function bootstrap(definition: ServiceDefinition, env: Environment, options: BootstrapOptions = {}): Promise<RunningService> {
  refuseWrongRoutes(routesOf(definition.module), definition.api);
  const config = definition.config(env);
  collectProcessMetrics();
  const logger = options.logger ?? createLogger({ name: definition.name, level: config.LOG_LEVEL });
  const shutdown = new Shutdown(logger);
  const onFatal = (error: Error): void => {
    logger.fatal({ err: error }, 'a part failed for good');
    void shutdown.run().finally(() => process.exit(1));
  };
  try {
    await startTracing({ name: definition.name, exporter: config.OTEL_TRACES_EXPORTER, shutdown });
    return await start(definition, { config, logger, shutdown, health: new Health(), onFatal }, options.override);
  } catch (error) {
    await shutdown.run();
    throw error;
  }
}

async function start(definition: ServiceDefinition, parts: ContainerParts, override?: readonly Override[]): Promise<RunningService> {
  const { name } = definition;
  const { config, logger, shutdown, health } = parts;
  const sendProblem = problemSender(definition.api.errors, logger);
  const adapter = new HttpAdapter({ sendProblem, trustProxy: config.TRUST_PROXY ?? false });
  const app = await NestFactory.create<NestFastifyApplication>(rootModule(definition, parts, override), adapter, {
    logger: nestLogger(logger),
    bodyParser: false,
    abortOnError: false,
  });
  const http = adapter.getInstance<FastifyInstance>();
  await addHttp(app, http, { definition, logger, sendProblem });
  if (config.OPERATIONS_PORT === undefined) addOperations(http, health);
  await app.init();
  await startParts(app, definition, parts);

  const listeners: HttpsListener[] = [];
  shutdown.add('http', 'http', async () => {
    health.stop();
    // Both at once: what ends streams ends them on both.
    await Promise.all([...listeners.map((listener) => listener.close()), app.close()]);
  });
  const withTls = config.HTTPS && (await listenWithTls(http, config.HTTPS, logger));
  if (withTls) listeners.push(withTls);
  const httpsUrl = withTls && `https://${config.HTTPS?.host}:${withTls.port}`;
  const plain = config.HTTP_PLAIN ?? true;
  const port = withTls && !plain ? withTls.port : await listen(http, config.PORT, config.HOST);
  const url = httpsUrl !== undefined && !plain ? httpsUrl : `http://${config.HOST}:${port}`;
  const operationsUrl = config.OPERATIONS_PORT === undefined ? url : await listenForOperations(config.OPERATIONS_PORT, parts);
  const close = stopOnSignals(shutdown, logger);
  if (config.PORT_FILE !== undefined) await writePort(config.PORT_FILE, port);
  logger.info({ port, httpsUrl, operationsUrl }, 'listening');
  return { name, port, url, httpsUrl, app, operationsUrl, close };
}

interface HttpParts {
  readonly definition: ServiceDefinition;
  readonly logger: Logger;
  readonly sendProblem: SendProblem;
}

async function addHttp(app: NestFastifyApplication, http: FastifyInstance, { definition, logger, sendProblem }: HttpParts): Promise<void> {
  const { api, openApiPath = '/v1/openapi.json' } = definition;
  const accessTokens = app.get(AccessTokens);
  app.useGlobalGuards(new AuthGuard(accessTokens));
  app.useGlobalFilters(new ProblemFilter(sendProblem));
  addRequestHooks(http, logger);
  const document = openApiDocument(api);
  http.get(openApiPath, () => document);
  await definition.edge?.(http, { app, sendProblem, accessTokens });
}

async function startParts(
  app: INestApplicationContext,
  definition: ServiceDefinition,
  { config, shutdown, health, logger, onFatal }: ContainerParts,
): Promise<void> {
  const parts = app.get(ServiceParts);
  const messaging = definition.withoutMessaging === true ? undefined : app.get(MESSAGING);
  const pools = app.get(DatabasePools);
  const connections = await pools.openBackground(needOf(parts, messaging));
  logger.info(connections, 'connections to the database');
  await watchClock(app.get(CLOCK), { pools, everyMs: config.CLOCK_CHECK_MS, logger, shutdown, health });
  if (definition.brokerMayBeAway === true && messaging) startInBackground(messaging, parts.consumers, { logger, shutdown, onFatal });
  else await messaging?.start(parts.consumers);
  for (const worker of parts.workers) {
    shutdown.add('workers', worker.name, () => worker.stop());
    await worker.start();
    if (worker.ready) health.add(worker.name, () => worker.ready!());
  }
}

/** What runs without a request: consumers and what belongs to them, and workers. */
function needOf({ consumers, workers }: ServiceParts, messaging: Messaging | undefined): BackgroundNeed {
  const ofWorkers = workers.reduce((sum, { connections = 1 }) => sum + connections, 0);
  return { pooled: ofWorkers + (messaging?.connections(consumers) ?? 0), sessions: messaging === undefined ? 1 : 2 };
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

async function listenForOperations(port: number, { config, health, shutdown }: ContainerParts): Promise<string> {
  const host = config.OPERATIONS_HOST ?? config.HOST;
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
