import type { Kafka } from 'kafkajs';
import { afterAll, beforeAll, describe } from 'vitest';
import { describeCrashes } from './conformance/crashes.js';
import { describeGroups } from './conformance/groups.js';
import { describeHostility } from './conformance/hostility.js';
import { describeIdempotence } from './conformance/idempotence.js';
import { describeMaintenance } from './conformance/maintenance.js';
import { describeMessages } from './conformance/messages.js';
import { describePipelining } from './conformance/pipelining.js';
import { describeTopics } from './conformance/topics.js';
import { type BrokerUnderTest, brokerKinds } from './support/broker-under-test.js';
import { canRun } from './support/can-run.js';
import { kafkaClient } from './support/kafka-client.js';

/** One suite for both brokers: what holds on embedded-kafka must hold on Apache Kafka, and the other way round. */
for (const kind of brokerKinds) {
  describe.skipIf(!canRun(`conformance of ${kind.name}`, kind.missing))(kind.name, () => {
    let broker: BrokerUnderTest | undefined;
    let kafka: Kafka | undefined;
    beforeAll(async () => {
      broker = await kind.start();
      kafka = kafkaClient(broker.brokers);
    });
    afterAll(() => broker?.stop());

    const context = { broker: () => broker!, kafka: () => kafka!, isApache: kind.name === 'apache-kafka' };
    describeTopics(context);
    describeMessages(context);
    describePipelining(context);
    describeGroups(context);
    describeIdempotence(context);
    describeMaintenance(context);
    describeHostility(context);
    describeCrashes(context);
  });
}
