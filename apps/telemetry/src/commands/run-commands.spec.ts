import { describe, expect, it } from 'vitest';
import { RunCommands } from './run-commands.js';

describe('RunCommands', () => {
  it('sends what waits though the wishes cannot be looked at, and says that they could not', async () => {
    const sent: string[] = [];
    const pursue = { execute: () => Promise.reject(new Error('a wish that nobody can read')) };
    const send = { execute: () => Promise.resolve(sent.push('sent')) };

    await expect(new RunCommands(pursue, send).execute()).rejects.toThrow('a wish that nobody can read');
    expect(sent).toEqual(['sent']);
  });

  it('looks at the wishes first: what they cause is sent in the same round', async () => {
    const order: string[] = [];
    const note = (what: string) => ({ execute: () => Promise.resolve(order.push(what)) });

    await new RunCommands(note('pursued'), note('sent')).execute();

    expect(order).toEqual(['pursued', 'sent']);
  });
});
