import { type ServiceUnderTest, startService } from '@openprepay/testing/start-service';
import { z } from 'zod';
import { httpConfigShape, parseConfig, serviceConfigShape } from '../src/config.js';
import { defineService } from '../src/define-service.js';
import { exampleApi } from './example-api.js';
import { CreateNote1700000001000, ExampleModule } from './example.module.js';

const { DATABASE_URL, DATABASE_POOL_SIZE, JWKS_URL } = serviceConfigShape;
const schema = z.object({ ...httpConfigShape, DATABASE_URL, DATABASE_POOL_SIZE, JWKS_URL });

export const exampleService = defineService({
  name: 'example',
  module: ExampleModule,
  config: (env) => parseConfig('example', schema, env),
  api: exampleApi,
  migrations: [CreateNote1700000001000],
  withoutMessaging: true,
});

export type Example = ServiceUnderTest;

/** The example service on a real PostgreSQL, its log kept for looking at. */
export const startExample = (): Promise<Example> => startService(exampleService, { env: { LOG_LEVEL: 'trace' } });
