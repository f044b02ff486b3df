import type { EventData, EventDefinition } from '@openprepay/contracts/event';
import { encodeMessage } from '@openprepay/messaging/producer';
import { tail, type TailedEvent } from '@openprepay/messaging/tail';
import { withTraceparent } from '@openprepay/messaging/trace';
import { systemClock } from '@openprepay/persistence/clock';
import { bootstrap } from '@openprepay/runtime/bootstrap';
import type { Override, Overrides } from '@openprepay/runtime/container';
import type { RunningService, ServiceDefinition } from '@openprepay/runtime/define-service';
import { createLogger, type Logger } from '@openprepay/runtime/logger';
import { MESSAGING, type Token } from '@openprepay/runtime/service';
import type { DeliverOptions } from './deliver.js';
import { type Answer, type CallOptions, httpCall } from './http-call.js';
import { UTILITY } from './identity.js';
import { surround, type SurroundOptions, type Surroundings } from './surroundings.js';

export type { Answer, CallOptions } from './http-call.js';

export interface StartOptions<Values extends readonly unknown[]> extends SurroundOptions {
  readonly override?: readonly [...Overrides<Values>];
  /** Made before by `surround`; `stop` leaves them standing. */
  readonly surroundings?: Surroundings;
}

/** A service as it runs in production, with everything around it real. */
export interface ServiceUnderTest extends Omit<Surroundings, 'stop'> {
  readonly service: RunningService;
  readonly brokers: readonly string[];
  /** Every log line so far; `LOG_LEVEL` says how much there is. */
  readonly logs: readonly string[];
  get<T>(token: Token<T>): T;
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  /** As another service's relay does, under a new event id. */
  publish<Definition extends EventDefinition>(event: Definition, data: EventData<Definition>, utility?: string): Promise<void>;
  /** As `publish`, in one batch, and under the ids and the trace that the test gives. */
  publishAll<Definition extends EventDefinition>(
    event: Definition,
    data: readonly EventData<Definition>[],
    options?: DeliverOptions,
  ): Promise<void>;
  /** Hands over what is published from now on, until the end. */
  tail(topics: readonly string[], onEvent: (event: TailedEvent) => void): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a service with PostgreSQL, Kafka, identity and HTTP: all of it, by the `bootstrap` of production. */
export async function startService<const Values extends readonly unknown[] = []>(
  definition: ServiceDefinition,
  options: StartOptions<Values> = {},
): Promise<ServiceUnderTest> {
  const around = options.surroundings ?? (await surround(definition, options));
  const env = { ...around.env, ...options.env };
  const logs: string[] = [];
  const override = (options.override ?? []) as readonly Override[];
  const service = await bootstrap(definition, env, { logger: keptLogger(definition.name, env['LOG_LEVEL'] ?? 'silent', logs), override });
  const closing: (() => Promise<unknown>)[] = [];

  const publishAll: ServiceUnderTest['publishAll'] = (event, data, { utility = UTILITY, traceparent, ids = [] } = {}) =>
    withTraceparent(traceparent, () =>
      service.app.get(MESSAGING).producer.send({
        topic: event.topic,
        messages: data.map((one, place) =>
          encodeMessage(event, one, { utility, id: ids[place] ?? systemClock.newId(), time: systemClock.now() }),
        ),
      }),
    );
  return {
    ...around,
    env,
    service,
    logs,
    brokers: around.kafka?.brokers ?? [],
    get: (token) => service.app.get(token),
    call: (method, path, rest) => httpCall({ url: service.url, identity: around.identity }, { ...rest, method, path }),
    publish: (event, data, utility = UTILITY) => publishAll(event, [data], { utility }),
    publishAll,
    tail: async (topics, onEvent) => {
      const logger = createLogger({ name: 'test-tail', level: 'silent' });
      const tailing = await tail({ brokers: around.kafka?.brokers ?? [], clientId: 'test-tail', topics, logger, onEvent });
      closing.push(() => tailing.stop());
    },
    stop: async () => {
      for (const close of closing.splice(0)) await close();
      await service.close();
      if (options.surroundings === undefined) await around.stop();
    },
  };
}

/** A log to look into; also printed where somebody asked to see it. */
function keptLogger(name: string, level: string, lines: string[]): Logger {
  const print = process.env['OPENPREPAY_TEST_LOG'] !== undefined;
  const write = (line: string): void => {
    lines.push(line);
    if (print) process.stderr.write(line);
  };
  return createLogger({ name, level, destination: { write } });
}
