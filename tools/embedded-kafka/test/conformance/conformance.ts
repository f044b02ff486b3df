import type { Kafka } from 'kafkajs';
import type { BrokerUnderTest } from '../support/broker-under-test.js';

/** What every part of the suite is given; the getters are valid inside tests. */
export interface ConformanceContext {
  readonly broker: () => BrokerUnderTest;
  readonly kafka: () => Kafka;
  readonly isApache: boolean;
}
