import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { EventDefinition } from '@openprepay/contracts/event';
import { events as allEvents } from '@openprepay/contracts/events';
import { topics, type TopicDefinition } from '@openprepay/contracts/topics';
import { keyPattern } from '@openprepay/contracts/event-schema';

export interface CataloguedEvent {
  /** As code names it: `VendCompleted`. */
  readonly name: string;
  readonly definition: EventDefinition;
  /** The sentence above its definition; empty where there is none. */
  readonly description: string;
  /** What its key is made of: `{utility}/account/{accountNumber}`. */
  readonly key: string;
}

export interface CataloguedTopic {
  readonly topic: TopicDefinition;
  readonly events: readonly CataloguedEvent[];
}

/**
 * Every topic with the events that travel on it, in the order of the contracts.
 *
 * @throws {Error} where an event names a topic that is not among the topics
 */
export async function readCatalogue(contractsFolder: string): Promise<readonly CataloguedTopic[]> {
  const descriptions = await readDescriptions(path.join(contractsFolder, 'src'));
  const events = Object.entries<EventDefinition>(allEvents)
    .map(([name, definition]) => ({ name, definition, description: descriptions.get(name) ?? '', key: keyPattern(definition) }))
    .sort((left, right) => (left.definition.type < right.definition.type ? -1 : 1));
  const known = new Set<string>(topics.map(({ topic }) => topic));
  const stray = events.find(({ definition }) => !known.has(definition.topic));
  if (stray) throw new Error(`${stray.name} travels on ${stray.definition.topic}, which libs/contracts/src/topics.ts does not name`);
  return topics.map((topic) => ({ topic, events: events.filter(({ definition }) => definition.topic === topic.topic) }));
}

const DEFINITION = /(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*)?export const (\w+) = defineEvent\(/g;

/** The comment above each definition: the one thing about an event that code does not carry. */
async function readDescriptions(folder: string): Promise<ReadonlyMap<string, string>> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.ts')).sort();
  const sources = await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')));
  return new Map(
    sources.flatMap((source) =>
      [...source.matchAll(DEFINITION)].map(([, comment = '', name]): [string, string] => [
        name!,
        comment.replaceAll(/\s*\n\s*\*?\s*/g, ' ').trim(),
      ]),
    ),
  );
}
