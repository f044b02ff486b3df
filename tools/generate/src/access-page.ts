import { accessRules } from '@openprepay/contracts/topic-access';

/** What each service may do on Kafka: what `kafka-access-main` grants. */
export const accessPage = (): string =>
  [
    '# Who may do what on Kafka',
    '',
    'Each service signs in by its own name. `node tools/standalone/dist/kafka-access-main.js` makes the topics and grants exactly this',
    '([transport security](../../operations/transport.md)); everything else is denied.',
    '',
    '| service | | name | operations |',
    '| --- | --- | --- | --- |',
    ...accessRules().map(
      ({ service, resource, name, pattern, operations }) =>
        `| ${service} | ${resource}${pattern === 'prefixed' ? 's that begin with' : ''} | \`${name}\` | ${operations.join(', ')} |`,
    ),
    '',
  ].join('\n');
