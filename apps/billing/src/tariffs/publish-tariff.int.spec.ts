import { DefaultTariffChanged, TariffPublished } from '@openprepay/contracts/billing';
import { TariffApplied } from '@openprepay/contracts/vending';
import { UTILITY } from '@openprepay/testing/identity';
import { domesticTariff } from '@openprepay/testing/tariff';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clerkOf, startBilling, type Billing } from '../../test/fixture.js';
import { loadBillingConfig } from '../billing.config.js';
import { AwaitTariffApplied } from './await-tariff-applied.js';
import { FindTariffs } from './find-tariffs.js';
import type { PublishedTariff } from './tariff.js';

/** What every service needs to be told. */
const SURROUNDINGS = {
  DATABASE_URL: 'postgres://app@127.0.0.1:1/billing',
  KAFKA_BROKERS: '127.0.0.1:1',
  JWKS_URL: 'http://127.0.0.1:1/jwks.json',
};

let billing: Billing;
beforeAll(async () => {
  billing = await startBilling();
});
afterAll(() => billing.stop());
beforeEach(() => billing.clock.set('2026-11-10T08:00:00Z'));

const publish = (changes: Record<string, unknown>, utility = UTILITY) =>
  billing.publishTariff.execute(clerkOf(utility), domesticTariff(changes));
const defaults = async (utility: string) =>
  (await billing.events(DefaultTariffChanged))
    .filter((event) => event.utility === utility)
    .map(({ data }) => [data.commodity, data.tariffCode]);

describe('publishing a tariff', () => {
  it('numbers the versions of a code from 1, and publishes the document as it was written', async () => {
    const document = domesticTariff({ tariffCode: 'NUMBERED' });

    const first = await billing.publishTariff.execute(clerkOf(), document);
    const second = await publish({ tariffCode: 'NUMBERED', validFrom: '2026-12-01T00:00:00Z' });
    const other = await publish({ tariffCode: 'OTHER' });

    expect([first.version, second.version, other.version]).toEqual([1, 2, 1]);
    const events = (await billing.events(TariffPublished)).filter(({ data }) => data.tariffCode === 'NUMBERED');
    expect(events.map(({ key }) => key)).toEqual(['acme/tariff/NUMBERED/1', 'acme/tariff/NUMBERED/2']);
    expect(events[0]?.data).toMatchObject({ version: 1, document });
  });

  it('lets the first version of a code hold from before now, later ones only from now on', async () => {
    await publish({ tariffCode: 'PAST', validFrom: '2020-01-01T00:00:00Z' });

    await expect(publish({ tariffCode: 'PAST', validFrom: '2026-11-10T07:59:59.999Z' })).rejects.toMatchObject({
      code: 'billing.tariff_starts_in_the_past',
      field: 'validFrom',
    });
    await expect(publish({ tariffCode: 'PAST', validFrom: '2026-11-10T08:00:00Z' })).resolves.toMatchObject({ version: 2 });
  });

  it('gives versions 1 to 8 to eight who publish at once', async () => {
    const published = await Promise.all(
      Array.from({ length: 8 }, (_, day) => publish({ tariffCode: 'RACE', validFrom: `2026-12-0${day + 1}T00:00:00Z` })),
    );

    expect(published.map(({ version }) => version).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it.each([
    ['commodity', { commodity: 'water' }],
    ['currency', { currency: 'USD' }],
  ])('refuses another %s in a later version', async (_what, change) => {
    const tariffCode = `KIND-${_what}`;
    await publish({ tariffCode });

    await expect(publish({ tariffCode, validFrom: '2026-12-01T00:00:00Z', ...change })).rejects.toMatchObject({
      code: 'billing.tariff_kind_changed',
    });
    await expect(publish({ tariffCode, validFrom: '2026-12-01T00:00:00Z' })).resolves.toMatchObject({ version: 2 });
  });

  it('leaves nothing behind of a code whose first version is refused', async () => {
    await expect(publish({ tariffCode: 'BROKEN', unitStep: '0' })).rejects.toMatchObject({
      code: 'billing.tariff_invalid',
      field: 'unitStep',
    });

    await expect(billing.run((tx) => billing.tariffs.requireKind(tx, 'BROKEN'))).rejects.toMatchObject({ code: 'billing.tariff_unknown' });
    await expect(publish({ tariffCode: 'BROKEN', commodity: 'gas' })).resolves.toMatchObject({ version: 1 });
  });

  it('makes the first tariff of a commodity the utility’s default, and only that one', async () => {
    const utility = 'defaults';
    await publish({ tariffCode: 'ONE' }, utility);
    await publish({ tariffCode: 'TWO' }, utility);
    await publish({ tariffCode: 'WET', commodity: 'water' }, utility);

    expect(await defaults(utility)).toEqual([
      ['electricity', 'ONE'],
      ['water', 'WET'],
    ]);
  });

  it('names one default when two first tariffs are published at once', async () => {
    const utility = 'racing-defaults';

    await Promise.all(['A', 'B', 'C', 'D'].map((tariffCode) => publish({ tariffCode }, utility)));

    expect(await defaults(utility)).toHaveLength(1);
  });
});

describe('a lead', () => {
  let careful: Billing;
  beforeAll(async () => void (careful = await startBilling({ TARIFF_LEAD_MINUTES: '15' })));
  afterAll(() => careful.stop());

  it('is what a later version is published ahead of its beginning at least; the first version needs none', async () => {
    careful.clock.set('2026-11-10T08:00:00Z');
    const attempt = (validFrom: string) => careful.publishTariff.execute(clerkOf(), domesticTariff({ tariffCode: 'LEAD', validFrom }));

    await expect(attempt('2026-11-01T00:00:00Z')).resolves.toMatchObject({ version: 1 });
    await expect(attempt('2026-11-10T07:59:59.999Z')).rejects.toMatchObject({ code: 'billing.tariff_starts_in_the_past' });
    await expect(attempt('2026-11-10T08:14:59.999Z')).rejects.toMatchObject({
      code: 'billing.tariff_starts_too_soon',
      field: 'validFrom',
    });
    await expect(attempt('2026-11-10T08:15:00Z')).resolves.toMatchObject({ version: 2 });
  });

  it.each(['1', '4', '-1', '1.5', 'soon'])('of %s minutes keeps the service from starting: it would promise nothing', (minutes) => {
    expect(() => loadBillingConfig({ ...SURROUNDINGS, TARIFF_LEAD_MINUTES: minutes })).toThrow(/TARIFF_LEAD_MINUTES/);
  });
});

describe('what vending says of a version', () => {
  const answered = (published: PublishedTariff) => billing.get(AwaitTariffApplied).execute(clerkOf(), published);
  const applied = (tariffCode: string, version: number, appliedAt = new Date('2026-11-10T08:00:01Z')) =>
    billing.deliver(TariffApplied, [{ tariffCode, version, appliedAt }], { utility: UTILITY });

  it('is waited for where it begins soon, and shown from then on, the first word of it', async () => {
    await publish({ tariffCode: 'APPLIED' });
    const second = await publish({ tariffCode: 'APPLIED', validFrom: '2026-11-10T08:00:30Z' });

    const waiting = answered(second);
    await applied('APPLIED', 2);
    await applied('APPLIED', 2, new Date('2026-11-11T00:00:00Z'));

    const appliedAt = new Date('2026-11-10T08:00:01Z');
    expect(await waiting).toMatchObject({ version: 2, appliedAt });
    const { items } = await billing.get(FindTariffs).execute(clerkOf(), { limit: 5, tariffCode: 'APPLIED' });
    expect(items.map((version) => [version.version, version.appliedAt])).toEqual([
      [2, appliedAt],
      [1, undefined],
    ]);
  });

  it('is not waited for where the version begins later, or is the first', async () => {
    const first = await publish({ tariffCode: 'PATIENT' });
    const later = await publish({ tariffCode: 'PATIENT', validFrom: '2026-12-01T00:00:00Z' });

    expect([await answered(first), await answered(later)]).toEqual([first, later]);
  });

  it('leaves nothing behind of a version that there is not', async () => {
    await applied('NEVER', 7);

    expect((await billing.owner.query(`select 1 from tariff_application where code = 'NEVER'`)).rows).toEqual([]);
  });
});

describe('naming the default tariff', () => {
  const revisions = async (utility: string) =>
    (await billing.events(DefaultTariffChanged)).filter((event) => event.utility === utility).map(({ data }) => data.revision);

  it('counts every change, also where the clock of whoever made it went backwards', async () => {
    const utility = 'counted';
    await publish({ tariffCode: 'ONE' }, utility);
    await publish({ tariffCode: 'TWO' }, utility);

    for (const [tariffCode, at] of [
      ['TWO', '2027-11-10T08:00:00Z'],
      ['ONE', '2026-11-10T08:00:01Z'],
    ] as const) {
      billing.clock.set(at);
      await billing.changeDefaultTariff.execute(clerkOf(utility), { commodity: 'electricity', tariffCode });
    }

    expect(await revisions(utility)).toEqual([1, 2, 3]);
  });

  it('gives each of eight who change it at once a revision of its own', async () => {
    const utility = 'raced';
    await publish({ tariffCode: 'ONE' }, utility);

    await Promise.all(
      Array.from({ length: 8 }, () =>
        billing.changeDefaultTariff.execute(clerkOf(utility), { commodity: 'electricity', tariffCode: 'ONE' }),
      ),
    );

    expect((await revisions(utility)).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('refuses a tariff of another currency than the utility’s, and makes none its default by itself', async () => {
    const utility = 'shillings';
    await publish({ tariffCode: 'DOLLAR', currency: 'USD' }, utility);
    expect(await defaults(utility)).toEqual([]);
    await publish({ tariffCode: 'SHILLING' }, utility);

    await expect(
      billing.changeDefaultTariff.execute(clerkOf(utility), { commodity: 'electricity', tariffCode: 'DOLLAR' }),
    ).rejects.toMatchObject({ code: 'billing.tariff_kind_changed' });
    expect(await defaults(utility)).toEqual([['electricity', 'SHILLING']]);
  });

  it('takes a tariff of the commodity', async () => {
    const utility = 'renamed';
    await publish({ tariffCode: 'ONE' }, utility);
    await publish({ tariffCode: 'TWO' }, utility);

    await billing.changeDefaultTariff.execute(clerkOf(utility), { commodity: 'electricity', tariffCode: 'TWO' });

    expect((await defaults(utility)).at(-1)).toEqual(['electricity', 'TWO']);
  });

  it('refuses a tariff that is unknown, another utility’s, or for something else', async () => {
    await publish({ tariffCode: 'MINE' }, 'owner');

    const change = (utility: string, commodity: 'electricity' | 'water', code: string) =>
      billing.changeDefaultTariff.execute(clerkOf(utility), { commodity, tariffCode: code });
    await expect(change('owner', 'electricity', 'NONE')).rejects.toMatchObject({ code: 'billing.tariff_unknown' });
    await expect(change('stranger', 'electricity', 'MINE')).rejects.toMatchObject({ code: 'billing.tariff_unknown' });
    await expect(change('owner', 'water', 'MINE')).rejects.toMatchObject({ code: 'billing.tariff_kind_changed' });
  });
});
