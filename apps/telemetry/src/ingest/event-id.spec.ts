import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { eventIdOf } from './event-id.js';

describe('eventIdOf', () => {
  it('is that of every version of this service', () => {
    expect(eventIdOf('meters/07000000017/events', Buffer.from('{"seq":1}'))).toBe('11825671-eb4e-8b0d-bd66-8ee5c0699cd5');
  });

  it('is the same UUID for the same message and another for any other', () => {
    const id = eventIdOf('meters/07000000017/events', Buffer.from('{"seq":1}'));

    expect(z.uuid().parse(id)).toBe(id);
    expect(eventIdOf('meters/07000000017/events', Buffer.from('{"seq":1}'))).toBe(id);
    expect(eventIdOf('meters/07000000017/events', Buffer.from('{"seq":2}'))).not.toBe(id);
    expect(eventIdOf('meters/07000000025/events', Buffer.from('{"seq":1}'))).not.toBe(id);
  });
});
