import { matchesFilter } from './topic-filter.js';

export type TopicAction = 'publish' | 'subscribe';

/** One rule of what a client may do, as EMQX's HTTP authenticator takes them with its answer. */
export interface TopicRule {
  readonly permission: 'allow' | 'deny';
  readonly action: TopicAction | 'all';
  /** A topic or a filter; after `eq ` it stands for nothing but itself. */
  readonly topic: string;
}

/** What of a filter is no name of a topic. */
const WILDCARD = /[+#]/;
const LITERAL = 'eq ';

/**
 * The first rule that speaks of a topic decides; undefined where none does. A filter with a wildcard is a set of topics, so
 * only the rule that says it in the same words grants it.
 */
export function ruleFor(rules: readonly TopicRule[], action: TopicAction, topic: string): TopicRule['permission'] | undefined {
  return rules.find((rule) => (rule.action === 'all' || rule.action === action) && covers(rule, topic))?.permission;
}

function covers({ permission, topic: said }: TopicRule, topic: string): boolean {
  if (said.startsWith(LITERAL)) return said.slice(LITERAL.length) === topic;
  if (said === topic) return true;
  if (permission === 'allow' && WILDCARD.test(topic)) return false;
  return matchesFilter(said, topic);
}
