import { topicsOfMeter } from '../dialects/topics-of-meter.js';
import { filterCovers } from '../dialects/topic-filter.js';
import type { DeviceProfile } from '../uplink/device-profile.js';

export type TopicAction = 'publish' | 'subscribe';

export interface AskedTopic {
  readonly action: TopicAction;
  readonly topic: string;
}

const WILDCARD = /[+#]/;

/** A meter speaks and listens on its own topics only; a filter with a wildcard is one of them where its profile has it word for word. */
export function meterMayUse(meterNumber: string, { action, topic }: AskedTopic, profile?: DeviceProfile): boolean {
  return topicsOfMeter(meterNumber, profile).some(
    (own) =>
      own.action === action && (own.topic === topic || (!WILDCARD.test(topic) && action === 'publish' && filterCovers(own.topic, topic))),
  );
}
