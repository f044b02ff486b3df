import { serviceNames, type ServiceName, topics, type TopicDefinition } from './topics.js';

/** What one service may do with one topic, or with all topics or groups whose names begin alike. Names are Kafka's. */
export interface AccessRule {
  readonly service: ServiceName;
  readonly resource: 'topic' | 'group';
  readonly name: string;
  readonly pattern: 'literal' | 'prefixed';
  readonly operations: readonly ('Read' | 'Write' | 'Create' | 'Describe' | 'DescribeConfigs' | 'Delete')[];
}

/**
 * The rights that the services need on Kafka, and no more: each writes what its name begins, reads what it is named a
 * reader of, and has groups of its own. So none of them can say what another has to say.
 */
export function accessRules(of: readonly TopicDefinition[] = topics): readonly AccessRule[] {
  return serviceNames.flatMap((service): readonly AccessRule[] => {
    const own = `${service}.`;
    const read = of.filter(({ readers }) => readers?.includes(service) === true);
    return [
      { service, resource: 'topic', name: own, pattern: 'prefixed', operations: ['Write', 'Create', 'Describe', 'DescribeConfigs'] },
      ...read.map(
        ({ topic: name }) => ({ service, resource: 'topic', name, pattern: 'literal', operations: ['Read', 'Describe'] }) as const,
      ),
      // Live views read by a group that is theirs for as long as they run, and delete it when they end.
      { service, resource: 'group', name: own, pattern: 'prefixed', operations: ['Read', 'Describe', 'Delete'] },
    ];
  });
}
