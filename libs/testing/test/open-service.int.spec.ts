import { DefaultTariffChanged } from '@openprepay/contracts/billing';
import { PricingApplied, VendFailed } from '@openprepay/contracts/vending';
import { withTraceparent } from '@openprepay/messaging/trace';
import { systemClock } from '@openprepay/persistence/clock';
import { CLOCK, token } from '@openprepay/runtime/service';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TestClock } from '../src/clock.js';
import { openService, type OpenService } from '../src/open-service.js';
import { Diary, diaryService, GREETING } from './diary-service.js';

const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const clock = new TestClock('2026-11-10T08:00:00Z');

let service: OpenService;
let diary: Diary;
beforeAll(async () => {
  service = await openService(diaryService, { clock, env: { GREETING: 'good day' } });
  diary = service.get(Diary);
});
afterAll(() => service.stop());
beforeEach(async () => {
  diary.heard.length = 0;
  diary.batches.length = 0;
  await service.owner.query('delete from outbox');
});

const applied = (accountNumber: string) => ({ accountNumber, revision: 1, appliedAt: clock.now() });

describe('an open service', () => {
  it('is the module of production, its configuration read from the variables that the test adds', () => {
    expect(service.get(GREETING)).toBe('good day');
    expect(service.get(CLOCK)).toBe(clock);
  });

  it('shows the events of the outbox in order, decoded, with utility, key and trace', async () => {
    await service.run((tx) => diary.say(tx, 'A-1'));
    clock.advance(1_000);
    await withTraceparent(TRACE, () => service.run((tx) => diary.say(tx, 'A-2'), 'other'));

    expect(await service.events(DefaultTariffChanged)).toMatchObject([
      {
        type: 'billing.default-tariff.changed',
        utility: 'acme',
        key: 'acme/default/water',
        traceparent: undefined,
        data: { tariffCode: 'A-1' },
      },
      { utility: 'other', traceparent: TRACE, data: { tariffCode: 'A-2', changedAt: new Date('2026-11-10T08:00:01Z') } },
    ]);
    expect(await service.events(VendFailed)).toEqual([]);
  });

  it('stands for what a test puts in its place, and only for what there is', async () => {
    const other = await openService(diaryService, { override: [[GREETING, 'hi']] });
    expect(other.get(GREETING)).toBe('hi');
    await other.stop();

    await expect(openService(diaryService, { override: [[token<string>('nobody'), 'x']] })).rejects.toThrow(
      /nobody.*not provided in diary/,
    );
    // @ts-expect-error the compiler checks a value against its token
    await openService(diaryService, { override: [[GREETING, 7]] }).then((opened) => opened.stop());
  });
});

describe('a delivery', () => {
  it('goes to every definition of the event, in its utility and its trace', async () => {
    await service.deliver(PricingApplied, [applied('A-1'), applied('A-2')], { utility: 'other', traceparent: TRACE });

    expect(diary.heard).toEqual([
      ['other', 'A-1', TRACE],
      ['other', 'A-2', TRACE],
    ]);
    expect(diary.batches).toEqual([2]);
    expect((await service.events(DefaultTariffChanged)).map(({ utility }) => utility)).toEqual(['other', 'other']);
  });

  it('leaves to the inbox what it has handled before, also within one batch, and a natural key to the handler', async () => {
    const [first, second] = [systemClock.newId(), systemClock.newId()];

    await service.deliver(PricingApplied, [applied('A-1'), applied('A-1')], { ids: [first, first] });
    await service.deliver(PricingApplied, [applied('A-1'), applied('A-2')], { ids: [first, second] });

    expect(diary.heard.map(([, accountNumber]) => accountNumber)).toEqual(['A-1', 'A-2']);
    expect(diary.batches).toEqual([2, 2]);
  });

  it('throws what a handler throws, leaves nothing of its transaction, and may come again', async () => {
    const ids = [systemClock.newId(), systemClock.newId()];
    const deliver = () => service.deliver(PricingApplied, [applied('A-1'), applied('POISON')], { ids });

    await expect(deliver()).rejects.toMatchObject({ code: 'diary.refused' });
    await expect(deliver()).rejects.toMatchObject({ code: 'diary.refused' });

    expect(await service.events(DefaultTariffChanged)).toEqual([]);
  });

  it('of an event that nobody consumes is a mistake of the test', async () => {
    await expect(service.deliver(VendFailed, [])).rejects.toThrow('diary consumes no vending.vend.failed');
  });

  it('keeps to the contract', async () => {
    await expect(service.deliver(PricingApplied, [{ ...applied('A-1'), revision: 0.5 }])).rejects.toThrow(/revision/);
  });
});
