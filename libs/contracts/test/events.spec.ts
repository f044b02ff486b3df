import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EventDefinition } from '../src/event.js';
import { events, eventTypes } from '../src/events.js';
import { topics } from '../src/topics.js';
import { fieldMembers, wireSchema } from '../src/event-schema.js';

const SOURCE = path.resolve(import.meta.dirname, '../src');
const all = Object.entries<EventDefinition>(events);

describe('the list of events', () => {
  it('has every definition of every module, under its name', async () => {
    const modules = readdirSync(SOURCE).filter((file) => file.endsWith('.ts') && file !== 'events.ts');
    const defined: [string, unknown][] = [];
    for (const file of modules)
      defined.push(...Object.entries((await import(path.join(SOURCE, file))) as Record<string, unknown>).filter(isEvent));

    expect(defined.length).toBeGreaterThan(15);
    expect(new Map(defined)).toEqual(new Map(all));
  });

  it('has each type once', () => {
    expect(eventTypes.size).toBe(all.length);
  });

  it.each(all)('%s is of a service that writes its topic, which is known', (_name, { type, topic }) => {
    expect(topics.map((known) => known.topic)).toContain(topic);
    expect(type.split('.')[0]).toBe(topic.split('.')[0]);
    expect(topic).toMatch(/^[a-z-]+\.[a-z-]+\.v\d+$/);
  });

  it('leaves no topic without an event', () => {
    const used = new Set(all.map(([, { topic }]) => topic));

    expect(topics.filter(({ topic }) => !used.has(topic))).toEqual([]);
  });
});

describe('every enumeration in an event', () => {
  const enumerations = all.flatMap(([name, definition]) => fieldMembers(wireSchema(definition)).map((found) => ({ name, ...found })));

  it('is found at all', () => {
    expect(enumerations.map(({ name, field }) => `${name} ${field}`)).toContain('VendCompleted lines[].kind');
    expect(enumerations.map(({ name, field }) => `${name} ${field}`)).toContain('TokenRequested baseDate');
  });

  it.each(enumerations)('$name $field says what becomes of a member that is not known', ({ kind, unknown }) => {
    expect(['open', 'closed']).toContain(kind);
    expect(unknown).not.toBe('');
  });
});

function isEvent([, value]: [string, unknown]): boolean {
  return typeof value === 'object' && value !== null && 'type' in value && 'topic' in value && 'key' in value;
}
