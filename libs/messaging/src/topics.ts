import { topics, type TopicDefinition } from '@openprepay/contracts/topics';

export type { TopicDefinition };

/** How a topic is kept; one that the contracts do not name is kept as the broker likes, and deleted from. */
export const topicDefinition = (topic: string): TopicDefinition =>
  (topics as readonly TopicDefinition[]).find((known) => known.topic === topic) ?? { topic, cleanup: 'delete' };
