import type { Consumer } from 'kafkajs';
import { ConsumerGroup } from './kafkajs-inside.js';

/** By member: what lets go of a fetch that it has under way. */
const underWay = new Map<string, Set<() => void>>();

let endable = false;

/**
 * Lets a consumer that is being stopped leave its group without the answer to the fetch that it waits for, which comes with
 * the next message or after `fetchWaitMs`. Call what is returned once the stop has begun: before, the consumer would ask again.
 */
export function fetchEnds(consumer: Consumer): () => void {
  makeEndable();
  let member: string | undefined;
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => (member = payload.memberId));
  return () => {
    if (member !== undefined) underWay.get(member)?.forEach((end) => end());
  };
}

function makeEndable(): void {
  if (endable) return;
  endable = true;
  const group = ConsumerGroup.prototype;
  const fetch = group.fetch;

  group.fetch = async function (this: ConsumerGroup, nodeId: number): Promise<readonly unknown[]> {
    const answer = fetch.call(this, nodeId);
    const { memberId } = this;
    return memberId === null ? answer : unlessEnded(memberId, answer);
  };
}

/** The answer, or none at all where nobody waits for it any more. */
async function unlessEnded(memberId: string, answer: Promise<readonly unknown[]>): Promise<readonly unknown[]> {
  const ends = underWay.get(memberId) ?? new Set();
  underWay.set(memberId, ends);
  let end: () => void = () => undefined;
  const ended = new Promise<readonly unknown[]>((resolve) => (end = () => resolve([])));
  ends.add(end);
  try {
    return await Promise.race([answer, ended]);
  } finally {
    ends.delete(end);
    if (ends.size === 0) underWay.delete(memberId);
  }
}
