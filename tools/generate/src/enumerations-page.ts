import { fieldMembers, wireSchema } from '@openprepay/contracts/event-schema';
import type { CataloguedTopic } from './event-catalogue.js';

/** Which enumerations of events may grow, and what becomes of a member that a consumer does not know. */
export const enumerationsPage = (topics: readonly CataloguedTopic[]): string =>
  [
    '# Enumerations in events',
    '',
    '**Open**: a consumer keeps or passes over a member that it does not know, so members may be added at any time. **Closed**: it',
    'cannot do its work without knowing the member; the message is parked as `messaging.value_unknown`, alone, without holding up its',
    'key, and is replayed once the service is of a version that knows it. So consumers are upgraded before producers use a new member',
    'of a closed one.',
    '',
    '| event | field | members | | a member that is not known |',
    '| --- | --- | --- | --- | --- |',
    ...topics.flatMap(({ events }) => events.flatMap(({ definition }) => rowsOf(definition.type, fieldMembers(wireSchema(definition))))),
    '',
  ].join('\n');

const rowsOf = (type: string, fields: ReturnType<typeof fieldMembers>): readonly string[] =>
  fields.map(({ field, members, kind, unknown }) => `| ${type} | \`${field}\` | ${members.join(', ')} | ${kind ?? ''} | ${unknown} |`);
