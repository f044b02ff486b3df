export type TopicAction = 'publish' | 'subscribe';

const UP = new Set(['readings', 'events', 'token-results', 'state']);
const DOWN = new Set(['tokens', 'commands']);

/** A meter speaks and listens on its own topics only; a filter with a wildcard is never one of them. */
export function meterMayUse(meterNumber: string, action: TopicAction, topic: string): boolean {
  const [root, owner, leaf, ...rest] = topic.split('/');
  if (root !== 'meters' || owner !== meterNumber || leaf === undefined || rest.length > 0) return false;
  return (action === 'publish' ? UP : DOWN).has(leaf);
}
