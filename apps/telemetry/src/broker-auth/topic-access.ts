import { downlinkLeaves, meterTopic, uplinkLeaves } from '../mqtt/meter-topics.js';

export type TopicAction = 'publish' | 'subscribe';

const UP: ReadonlySet<string> = new Set(uplinkLeaves);
const DOWN: ReadonlySet<string> = new Set(downlinkLeaves);

/** A meter speaks and listens on its own topics only; a filter with a wildcard is never one of them. */
export function meterMayUse(meterNumber: string, action: TopicAction, topic: string): boolean {
  const [root, owner, leaf, ...rest] = topic.split('/');
  if (root !== 'meters' || owner !== meterNumber || leaf === undefined || rest.length > 0) return false;
  return (action === 'publish' ? UP : DOWN).has(leaf);
}

export interface AllowedTopic {
  readonly action: TopicAction;
  readonly topic: string;
}

/** Every topic that a meter may use: the same rule, written out for a broker that decides by itself. */
export const topicsOfMeter = (meterNumber: string): readonly AllowedTopic[] => [
  ...uplinkLeaves.map((leaf) => ({ action: 'publish' as const, topic: meterTopic(meterNumber, leaf) })),
  ...downlinkLeaves.map((leaf) => ({ action: 'subscribe' as const, topic: meterTopic(meterNumber, leaf) })),
];
