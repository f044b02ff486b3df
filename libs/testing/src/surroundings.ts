import type { ServiceDefinition } from '@openprepay/runtime/define-service';
import { createTestIdentity, type TestIdentity } from './identity.js';
import { startKafka, type TestKafka } from './kafka.js';
import { type OpenDatabase, openDatabase } from './service-database.js';
import { testEnvironment } from './test-environment.js';

export interface SurroundOptions {
  /** Beside what the harness sets, and before it. */
  readonly env?: Readonly<Record<string, string>>;
  /** One that the test has started and stops itself. */
  readonly kafka?: TestKafka;
}

/** Everything around a service: its database, a broker, an issuer of access tokens, and the variables that say so. */
export interface Surroundings extends Omit<OpenDatabase, 'close'> {
  readonly identity: TestIdentity;
  /** Absent where the service has no messaging and the test gave none. */
  readonly kafka: TestKafka | undefined;
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** For a service that is started later, or as a process of its own; `startService` does this by itself. */
export async function surround(definition: ServiceDefinition, options: SurroundOptions = {}): Promise<Surroundings> {
  const needsKafka = options.kafka === undefined && definition.withoutMessaging !== true;
  const [{ close, ...opened }, identity, own] = await Promise.all([
    openDatabase(definition),
    createTestIdentity(),
    needsKafka ? startKafka() : undefined,
  ]);
  const kafka = options.kafka ?? own;
  return {
    ...opened,
    identity,
    kafka,
    env: {
      ...testEnvironment(opened.database),
      JWKS_URL: identity.jwksUrl,
      ...(kafka === undefined ? {} : { KAFKA_BROKERS: kafka.brokers.join(',') }),
      ...options.env,
    },
    stop: async () => {
      await Promise.all([close(), identity.stop(), own?.stop()]);
    },
  };
}
