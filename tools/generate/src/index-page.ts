import { eventHeaders } from '@openprepay/contracts/event';
import type { ApiFiles } from './api-files.js';
import type { EventFiles } from './event-files.js';

/** What there is, with its links: the first page of the folder. */
export const indexPage = ({ apis }: ApiFiles, { topics }: EventFiles): string =>
  [
    '# Contracts',
    '',
    'Generated from the code by `npm run generate`; do not edit. A change here is a change of an interface: it is reviewed as one.',
    '',
    '## HTTP',
    '',
    'Paths are as the gateway serves them.',
    '',
    ...apis.flatMap(({ service, file, endpoints }) => [
      `### ${service} ([OpenAPI](${file}))`,
      '',
      '| call | what it does | who |',
      '| --- | --- | --- |',
      ...endpoints.map(({ method, path, summary, access }) => `| \`${method} ${path}\` | ${summary} | ${access} |`),
      '',
    ]),
    '## Events',
    '',
    'CloudEvents over Kafka: the attributes are headers, the value is JSON. Within a major version of a topic, changes only add:',
    'events, optional fields, and [members of enumerations](events/enumerations.md).',
    '',
    '| header | what it says |',
    '| --- | --- |',
    `| \`${eventHeaders.id}\` | UUIDv7, once per event: a consumer recognises a repeated event by it |`,
    `| \`${eventHeaders.type}\` | which event it is |`,
    `| \`${eventHeaders.source}\` | the service that wrote it |`,
    `| \`${eventHeaders.time}\` | when |`,
    `| \`${eventHeaders.utility}\` | whose |`,
    `| \`${eventHeaders.specVersion}\` | \`1.0\` |`,
    `| \`${eventHeaders.traceparent}\` | W3C trace context, where there is one |`,
    '',
    '| topic | events |',
    '| --- | --- |',
    ...topics.map(
      ({ topic: { topic }, events }) =>
        `| [${topic}](events/${topic}.md) | ${events.map(({ definition }) => definition.type).join(', ')} |`,
    ),
    '',
  ].join('\n');
