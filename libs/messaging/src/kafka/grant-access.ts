import kafkajs, { type AclEntry } from 'kafkajs';
import type { AccessRule } from '@openprepay/contracts/topic-access';
import type { TopicDefinition } from '@openprepay/contracts/topics';
import { createKafka, type KafkaClientOptions } from './client.js';
import { ensureTopics } from './topics.js';

const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs;

const OPERATIONS = {
  Read: AclOperationTypes.READ,
  Write: AclOperationTypes.WRITE,
  Create: AclOperationTypes.CREATE,
  Describe: AclOperationTypes.DESCRIBE,
  DescribeConfigs: AclOperationTypes.DESCRIBE_CONFIGS,
  Delete: AclOperationTypes.DELETE,
} as const satisfies Record<AccessRule['operations'][number], number>;

const FROM_ANYWHERE = '*';

export interface GrantOptions extends KafkaClientOptions {
  readonly topics: readonly TopicDefinition[];
  readonly rules: readonly AccessRule[];
  readonly partitions?: number;
}

/**
 * Makes the topics that are missing and grants what the rules say, as a user who may. What is granted already stays, so it
 * is safe to repeat; a rule that is no more is not taken back.
 *
 * @throws where the cluster has no authorizer, or the user may not alter it
 */
export async function grantAccess({ topics, rules, partitions, ...client }: GrantOptions): Promise<void> {
  const kafka = createKafka(client);
  await ensureTopics(kafka, topics, partitions);
  const admin = kafka.admin();
  await admin.connect();
  try {
    await admin.createAcls({ acl: rules.flatMap(entriesOf) });
  } finally {
    await admin.disconnect();
  }
}

const entriesOf = ({ service, resource, name, pattern, operations }: AccessRule): AclEntry[] =>
  operations.map((operation) => ({
    principal: `User:${service}`,
    host: FROM_ANYWHERE,
    resourceType: resource === 'topic' ? AclResourceTypes.TOPIC : AclResourceTypes.GROUP,
    resourceName: name,
    resourcePatternType: pattern === 'literal' ? ResourcePatternTypes.LITERAL : ResourcePatternTypes.PREFIXED,
    operation: OPERATIONS[operation],
    permissionType: AclPermissionTypes.ALLOW,
  }));
