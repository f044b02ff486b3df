import { accessRules } from '@openprepay/contracts/topic-access';
import { topics } from '@openprepay/contracts/topics';
import { grantAccess } from '@openprepay/messaging/grant-access';
import { createLogger } from '@openprepay/runtime/logger';
import { kafkaSecurity } from '@openprepay/runtime/transport';
import { loadKafkaAccessConfig } from './kafka-access.config.js';

/** Makes the topics and gives each service its rights on Kafka, as a user who may: what a deployment runs before the services. */
const config = loadKafkaAccessConfig(process.env);
const rules = accessRules();
await grantAccess({
  brokers: config.KAFKA_BROKERS,
  security: kafkaSecurity(config),
  clientId: 'kafka-access',
  logger: createLogger({ name: 'kafka-access', level: 'warn' }),
  topics,
  rules,
  partitions: config.KAFKA_PARTITIONS,
});
process.stdout.write(`${JSON.stringify({ msg: 'granted', topics: topics.length, rules: rules.length })}\n`);
