import { apacheKafkaMissing } from '@openprepay/apache-kafka/apache-kafka';
import { accessRules } from '@openprepay/contracts/topic-access';
import { serviceNames, topics } from '@openprepay/contracts/topics';
import { eventually } from '@openprepay/testing/eventually';
import { startSecuredKafka, type SecuredKafka } from '@openprepay/testing/kafka';
import { canRun } from '@openprepay/testing/left-out';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKafka, type KafkaSecurity } from '../src/kafka/client.js';
import { partitioner } from '../src/kafka/partitioner.js';
import { grantAccess } from '../src/kafka/grant-access.js';

const logger = pino({ level: 'silent' });
const runnable = canRun('rights on Apache Kafka', apacheKafkaMissing());

/** A coordinator that is still loading is asked again; what is refused for good is not. */
const RETRY = { retries: 8, initialRetryTime: 50, maxRetryTime: 500 };

describe.skipIf(!runnable)('Apache Kafka with TLS, SASL and the rights of the contracts', () => {
  let kafka: SecuredKafka;
  beforeAll(async () => {
    kafka = await startSecuredKafka(serviceNames);
    const as = { brokers: kafka.brokers, clientId: 'grant', logger, security: kafka.securityOf(kafka.superUser) };
    await grantAccess({ ...as, topics, rules: accessRules(), partitions: 2 });
    await grantAccess({ ...as, topics, rules: accessRules(), partitions: 2 });
    // The controller has them; the broker has them a moment later.
    await eventually(async () => expect(await produce(kafka.securityOf('gateway'), 'gateway.custodians.v1')).toBe('taken'));
  });
  afterAll(() => kafka.stop());

  const connect = (security: KafkaSecurity | undefined) => createKafka({ brokers: kafka.brokers, clientId: 'test', logger, security });
  /** What the broker says to a record of this user on the topic: `taken`, or the name of its refusal. */
  const produce = async (security: KafkaSecurity | undefined, topic: string): Promise<string> => {
    const producer = connect(security).producer({ createPartitioner: partitioner, maxInFlightRequests: 1, retry: RETRY });
    try {
      await producer.connect();
      await producer.send({ topic, acks: -1, messages: [{ key: 'k', value: '{}' }] });
      return 'taken';
    } catch (error) {
      return refusal(error);
    } finally {
      await producer.disconnect().catch(() => undefined);
    }
  };
  const read = async (service: string, topic: string, groupId: string): Promise<string> => {
    const consumer = connect(kafka.securityOf(service)).consumer({ groupId, allowAutoTopicCreation: false, retry: RETRY });
    try {
      await consumer.connect();
      await consumer.subscribe({ topic, fromBeginning: true });
      const outcome = new Promise<string>((resolve) => {
        consumer.on(consumer.events.GROUP_JOIN, () => resolve('joined'));
        consumer.on(consumer.events.CRASH, ({ payload }) => resolve(refusal(payload.error)));
      });
      await consumer.run({ autoCommit: false, eachMessage: () => Promise.resolve() });
      return await outcome;
    } catch (error) {
      return refusal(error);
    } finally {
      await consumer.disconnect().catch(() => undefined);
    }
  };

  it('lets each service write its own topics and nobody else’s: no other can ask for a token, book a vend or forgive a debt', async () => {
    for (const service of serviceNames) {
      for (const { topic } of topics) {
        const answer = await produce(kafka.securityOf(service), topic);
        expect(answer, `${service} to ${topic}`).toBe(topic.startsWith(`${service}.`) ? 'taken' : 'TOPIC_AUTHORIZATION_FAILED');
      }
    }
  });

  it('lets each service read what the contracts name it a reader of, by a group of its own', async () => {
    // Right after a start coordinators are still loading.
    const reads = (service: string, topic: string, group: string, answer: string): Promise<void> =>
      eventually(async () => expect(await read(service, topic, group), `${service} reads ${topic} as ${group}`).toBe(answer));
    for (const { topic, ...definition } of topics) {
      for (const reader of 'readers' in definition ? definition.readers : []) await reads(reader, topic, `${reader}.test`, 'joined');
    }
    await reads('telemetry', 'key-management.tokens.v1', 'telemetry.test', 'TOPIC_AUTHORIZATION_FAILED');
    // The client's word for GROUP_AUTHORIZATION_FAILED.
    await reads('billing', 'vending.vends.v1', 'telemetry.deliver-tokens', 'Failed to find group coordinator');
  });

  it('lets nobody in without a sign-in, with another’s password, or without TLS', async () => {
    const { tls, sasl } = kafka.securityOf('vending');
    const topic = 'vending.token-requests.v1';

    expect(await produce({ tls: tls }, topic)).not.toBe('taken');
    expect(await produce({ tls: tls, sasl: { ...sasl, username: 'billing' } }, topic)).toBe('SASL_AUTHENTICATION_FAILED');
    expect(await produce({ sasl: sasl }, topic)).not.toBe('taken');
    expect(await produce(undefined, topic)).not.toBe('taken');
  });

  it('is not taken for itself where the authority is another', async () => {
    const { sasl } = kafka.securityOf('vending');

    expect(await produce({ tls: {}, sasl: sasl }, 'vending.token-requests.v1')).toMatch(/self.signed certificate|unable to verify/);
  });
});

/** Kafka's name of the refusal, or the words of what went wrong before the broker could refuse. */
function refusal(error: unknown): string {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if ('type' in cause && typeof cause.type === 'string') return cause.type;
    if (cause.name === 'KafkaJSSASLAuthenticationError') return 'SASL_AUTHENTICATION_FAILED';
  }
  return error instanceof Error ? error.message : String(error);
}
