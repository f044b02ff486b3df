import { Writable } from 'node:stream';
import { createTestIdentity, type TestIdentity } from '@openprepay/testing/identity';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import { bootstrap, type RunningService } from '../src/bootstrap.js';
import { createLogger } from '../src/logger.js';
import { CreateNote1700000001000, ExampleModule, noteStatus } from './example.module.js';

export interface Example {
  readonly service: RunningService;
  readonly identity: TestIdentity;
  readonly postgres: TestPostgres;
  readonly log: string[];
  stop(): Promise<void>;
}

/** The example service on a real PostgreSQL, its log kept for looking at. */
export async function startExample(): Promise<Example> {
  const [identity, postgres] = await Promise.all([createTestIdentity(), startPostgres()]);
  const { url } = await postgres.createServiceDatabase('runtime-example', [CreateNote1700000001000]);
  const log: string[] = [];
  const destination = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      log.push(chunk.toString());
      done();
    },
  });
  const service = await bootstrap({
    name: 'example',
    module: ExampleModule,
    status: noteStatus,
    withoutMessaging: true,
    logger: createLogger({ name: 'example', level: 'trace', destination }),
    config: { PORT: 0, HOST: '127.0.0.1', LOG_LEVEL: 'trace', DATABASE_URL: url, DATABASE_POOL_SIZE: 4, JWKS_URL: identity.jwksUrl },
  });
  return {
    service,
    identity,
    postgres,
    log,
    stop: async () => {
      await service.close();
      await identity.stop();
      await postgres.stop();
    },
  };
}
