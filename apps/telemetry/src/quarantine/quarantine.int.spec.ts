import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callerOf, openTelemetry, type OpenedTelemetry } from '../../test/opened-telemetry.js';
import { CountQuarantined } from './count-quarantined.js';
import { FindQuarantinedMessages, type QuarantineQuery } from './find-quarantined-messages.js';
import { NO_UTILITY, type SetAside } from './quarantined-message.js';
import { QuarantineRepository } from './quarantine.repository.js';

let telemetry: OpenedTelemetry;
beforeAll(async () => {
  telemetry = await openTelemetry();
});
afterAll(() => telemetry.stop());

const setAside = (...messages: readonly Partial<SetAside>[]): Promise<void> =>
  telemetry.run(
    (tx) =>
      telemetry.get(QuarantineRepository).insert(
        tx,
        messages.map((message) => ({
          utility: 'acme',
          topic: 'meters/1/readings',
          payload: Buffer.from('x'),
          code: 'telemetry.payload_invalid',
          reason: 'r',
          receivedAt: telemetry.clock.now(),
          ...message,
        })),
      ),
    ALL_UTILITIES,
  );

const find = (query: Partial<QuarantineQuery> = {}, caller = callerOf('operator')) =>
  telemetry.get(FindQuarantinedMessages).execute(caller, { limit: 10, ...query });
const topics = async (...args: Parameters<typeof find>) => (await find(...args)).items.map(({ topic }) => topic);

describe('the quarantine', () => {
  it('is shown newest first and read on where its page ended, filtered as asked', async () => {
    for (const topic of ['one', 'two', 'three']) {
      await setAside({
        topic,
        meterNumber: '07000000017',
        code: topic === 'two' ? 'telemetry.payload_too_large' : 'telemetry.payload_invalid',
      });
      telemetry.clock.advance(1_000);
    }
    const query = { meterNumber: '07000000017' };

    const first = await find({ ...query, limit: 2 });

    expect(first.items.map(({ topic }) => topic)).toEqual(['three', 'two']);
    expect(await topics({ ...query, limit: 2, cursor: first.nextCursor })).toEqual(['one']);
    expect(await topics({ ...query, code: 'telemetry.payload_too_large' })).toEqual(['two']);
    expect(await topics({ meterNumber: '07000000025' })).toEqual([]);
    await expect(find({ cursor: 'forged' })).rejects.toMatchObject({ code: 'request.cursor_invalid' });
  });

  it('is counted by code where it waits, of the caller’s own utility alone', async () => {
    const caller = callerOf('engineer', { utility: 'counts' });
    const counted = () => telemetry.get(CountQuarantined).execute(caller, {});
    const mine = (topic: string, code: SetAside['code']): Partial<SetAside> => ({ utility: 'counts', topic, code });
    await setAside(
      mine('a', 'telemetry.payload_not_json'),
      mine('b', 'telemetry.reading_too_old'),
      mine('c', 'telemetry.reading_too_old'),
      { utility: 'another', topic: 'd' },
    );
    expect(await counted()).toEqual([
      { code: 'telemetry.reading_too_old', messages: 2 },
      { code: 'telemetry.payload_not_json', messages: 1 },
    ]);

    const { items } = await find({ code: 'telemetry.payload_not_json' }, caller);
    const settled = { state: 'discarded', at: telemetry.clock.now(), by: 'ann', reason: 'r' } as const;
    await telemetry.run((tx) => telemetry.get(QuarantineRepository).settle(tx, items[0]!, settled), 'counts');
    expect(await counted()).toEqual([{ code: 'telemetry.reading_too_old', messages: 2 }]);
    // Only those who run the installation see what belongs to nobody.
    expect(await telemetry.get(CountQuarantined).execute(caller, { unassigned: 'true' })).toEqual(await counted());
  });

  it('shows what belongs to nobody to those who run the installation, and only when they ask', async () => {
    await setAside({ utility: NO_UTILITY, topic: 'nobody' }, { utility: 'other', topic: 'theirs' });
    const platform = callerOf('admin', { platform: true });

    expect(await topics({ unassigned: 'true' }, platform)).toEqual(['nobody']);
    expect(await topics({ unassigned: 'false' }, platform)).not.toContain('nobody');
    expect(await topics({ unassigned: 'true' })).not.toContain('nobody');
    expect(await topics()).not.toContain('theirs');
  });

  it('holds a topic with what PostgreSQL cannot store, and cuts what is too long', async () => {
    await setAside({ topic: `nul\0${'y'.repeat(300)}`, payload: Buffer.alloc(70_000, 1), meterNumber: '07000000033' });

    const [message] = (await find({ meterNumber: '07000000033' })).items;

    expect(message).toMatchObject({ payloadBytes: 70_000, topic: `nul\u{fffd}${'y'.repeat(252)}` });
    expect(message?.payload).toHaveLength(65_536);
  });
});
