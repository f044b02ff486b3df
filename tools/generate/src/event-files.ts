import { eventHeaders } from '@openprepay/contracts/event';
import { wireSchema } from '@openprepay/contracts/event-schema';
import type { GeneratedFiles } from './contracts-folder.js';
import { type CataloguedEvent, type CataloguedTopic, readCatalogue } from './event-catalogue.js';
import { accessPage } from './access-page.js';
import { enumerationsPage } from './enumerations-page.js';
import { fieldTable } from './field-table.js';

export interface EventFiles {
  readonly files: GeneratedFiles;
  readonly topics: readonly CataloguedTopic[];
}

const DAY_MS = 86_400_000;

/** For each topic a page for people and a JSON Schema for machines, and what may be added to which enumeration. */
export async function eventFiles(contractsFolder: string): Promise<EventFiles> {
  const topics = await readCatalogue(contractsFolder);
  const files = new Map<string, string>();
  for (const topic of topics) {
    const { topic: name } = topic.topic;
    files.set(`events/${name}.md`, topicPage(topic));
    files.set(`events/${name}.schema.json`, `${JSON.stringify(topicSchema(topic), null, 2)}\n`);
  }
  files.set('events/enumerations.md', enumerationsPage(topics));
  files.set('events/access.md', accessPage());
  return { files, topics };
}

/** One schema per event type; the header `ce_type` says which one holds for a message. */
const topicSchema = ({ topic, events }: CataloguedTopic): Readonly<Record<string, unknown>> => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: `urn:openprepay:topic:${topic.topic}`,
  title: topic.topic,
  anyOf: events.map(({ definition }) => ({ $ref: `#/$defs/${definition.type}` })),
  $defs: Object.fromEntries(events.map(({ definition, description }) => [definition.type, { description, ...wireSchema(definition) }])),
});

function topicPage({ topic, events }: CataloguedTopic): string {
  const [service = ''] = topic.topic.split('.');
  const { readers = [] } = topic;
  return [
    `# ${topic.topic}`,
    '',
    `Written by **${service}**, read by ${readers.length === 0 ? 'nobody yet' : readers.join(', ')}. ${keeping(topic)} Only the headers \`${eventHeaders.type}\` and \`${eventHeaders.utility}\` say what a message is`,
    `and whose; the value is JSON. Machine-readable: [${topic.topic}.schema.json](${topic.topic}.schema.json).`,
    '',
    ...events.flatMap(eventSection),
  ].join('\n');
}

function keeping({ cleanup, retentionMs }: CataloguedTopic['topic']): string {
  if (cleanup === 'compact') return 'Compacted: the last message of each key is kept for ever.';
  return retentionMs === undefined ? 'Kept as long as the broker keeps it.' : `Kept for ${retentionMs / DAY_MS} days.`;
}

const eventSection = (event: CataloguedEvent): readonly string[] => [
  `## ${event.definition.type}`,
  '',
  ...(event.description === '' ? [] : [event.description, '']),
  `\`${event.name}\` in \`libs/contracts\`. Key: \`${event.key}\`.`,
  '',
  ...fieldTable(wireSchema(event.definition)),
  '',
];
