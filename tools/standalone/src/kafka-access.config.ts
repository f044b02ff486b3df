import { type Environment, parseConfig, serviceConfigShape } from '@openprepay/runtime/config';
import { kafkaSecurityShape } from '@openprepay/runtime/transport';
import { z } from 'zod';

const { KAFKA_BROKERS, KAFKA_PARTITIONS } = serviceConfigShape;
const schema = z.object({ KAFKA_BROKERS, KAFKA_PARTITIONS, ...kafkaSecurityShape });

export type KafkaAccessConfig = Readonly<z.output<typeof schema>>;

/** Read once, in `kafka-access-main.ts`. */
export const loadKafkaAccessConfig = (env: Environment): KafkaAccessConfig => parseConfig('kafka-access', schema, env);
