import { MAX_TOPIC_NAME_LENGTH } from '../limits.js';

/** Whether Kafka takes this name for a topic. @source org.apache.kafka.common.internals.Topic */
export const isTopicName = (name: string): boolean =>
  name.length >= 1 && name.length <= MAX_TOPIC_NAME_LENGTH && /^[a-zA-Z0-9._-]+$/.test(name) && name !== '.' && name !== '..';
