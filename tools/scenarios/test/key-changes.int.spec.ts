import { randomUUID } from 'node:crypto';
import type { SignedIn } from '@openprepay/standalone/gateway-client';
import { makeMeterNumber, meterPan } from '@openprepay/sts';
import { deriveDecoderKey } from '@openprepay/sts/keys';
import { acceptToken, createMeterState, type MeterState } from '@openprepay/sts/meter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enterKey as enterKnownKey, type KnownKey, type NewKey } from './known-key.js';
import { CURRENCY, Platform } from './platform.js';
import { until } from './until.js';
import { type Printed, XmlvendTill } from './xmlvend-till.js';

/** Meters of both algorithms, with the tokens that their sets are of. */
const kinds = {
  EA11: { decoderKeyAlgorithm: 'DKGA04', group: '600201', nextGroup: '600202', set: 4 },
  EA07: { decoderKeyAlgorithm: 'DKGA02', group: '600301', nextGroup: '600302', set: 2 },
} as const;
type Kind = keyof typeof kinds;

let platform: Platform;
let people: Readonly<Record<'engineer' | 'admin' | 'clerk' | 'custodian1' | 'custodian2', SignedIn>>;
let till: XmlvendTill;
beforeAll(async () => {
  platform = await Platform.start({ meters: 1 });
  const [engineer, admin, clerk, custodian1, custodian2] = await Promise.all(
    (['engineer', 'admin', 'clerk', 'custodian1', 'custodian2'] as const).map((name) => platform.as(name)),
  );
  people = { engineer: engineer!, admin: admin!, clerk: clerk!, custodian1: custodian1!, custodian2: custodian2! };
  till = await XmlvendTill.setUp(platform.url, await platform.as('operator'));
  for (const { group, nextGroup } of Object.values(kinds)) {
    for (const supplyGroupCode of [group, nextGroup]) {
      await people.admin.keyManagement.createSupplyGroup({ body: { supplyGroupCode, name: `group ${supplyGroupCode}` } });
    }
  }
});
afterAll(() => platform?.stop());

const enterKey = (kind: Kind, key: NewKey): Promise<KnownKey> =>
  enterKnownKey([people.custodian1, people.custodian2], kinds[kind].decoderKeyAlgorithm, key);

let serial = 77_000_000;

/** A meter as its maker delivers it, and whoever stands at its keypad. */
class Keypad {
  private constructor(
    readonly meterNumber: string,
    private state: MeterState,
  ) {}

  static async install(
    kind: Kind,
    key: KnownKey,
    { supplyGroupCode, keyRevision, keyExpiry = 255, baseDate = 2014 }: NewKey,
  ): Promise<Keypad> {
    const meterNumber = makeMeterNumber('00', String(++serial));
    const { decoderKeyAlgorithm } = kinds[kind];
    const ofMeter = { supplyGroupCode, keyRevision, tariffIndex: '07', encryptionAlgorithm: kind, decoderKeyAlgorithm, baseDate };
    const keyData = { ...ofMeter, keyType: 2 as const };
    await people.engineer.vending.createMeter({ body: { meterNumber, commodity: 'electricity', ...keyData } });
    const { decoderKeyAlgorithm: algorithm, ...derivation } = keyData;
    const decoderKey = deriveDecoderKey({ algorithm, vendingKey: key.vendingKey, meterPan: meterPan(meterNumber), ...derivation });
    return new Keypad(meterNumber, createMeterState({ ...keyData, meterNumber, decoderKey, keyExpiry, tokenIdentifierOfManufacture: 0 }));
  }

  /** Enters tokens in their order. A set that the meter has taken before is refused, and does not matter: its credit is what counts. */
  enter(tokens: readonly { readonly token: string; readonly kind: string }[]): void {
    for (const { token, kind } of tokens) {
      const { state, result } = acceptToken(this.state, token, new Date());
      if (kind !== 'key-change') expect(result).toMatchObject({ accepted: true });
      if (result.accepted) this.state = state;
    }
  }

  get key() {
    const { supplyGroupCode, keyRevision, tariffIndex, keyExpiry, pendingKeyChange } = this.state;
    return { supplyGroupCode, keyRevision, tariffIndex, keyExpiry, pending: pendingKeyChange !== undefined };
  }

  get creditTenths(): bigint {
    return this.state.creditTenths.electricity;
  }
}

/** Buys, enters what there is to enter, and tells what that was. */
async function buy(keypad: Keypad): Promise<readonly string[]> {
  const before = keypad.creditTenths;
  const { tokens = [] } = await platform.sell(people.clerk, { meterNumber: keypad.meterNumber, amount: '20' });
  keypad.enter(tokens);
  expect(keypad.creditTenths).toBeGreaterThan(before);
  return tokens.map(({ kind }) => kind);
}

/** As `buy`, at a till that speaks XMLVend: whoever stands at the meter has the paper alone. */
async function buyAtTill(keypad: Keypad): Promise<Printed> {
  const before = keypad.creditTenths;
  const printed = await till.sell(keypad.meterNumber, { value: '20.00', symbol: CURRENCY });
  keypad.enter([...asSet(printed.set), ...printed.credit.map((token) => ({ token, kind: 'credit' }) as const)]);
  expect(keypad.creditTenths).toBeGreaterThan(before);
  return printed;
}

const asSet = (tokens: readonly string[]) => tokens.map((token) => ({ token, kind: 'key-change' }) as const);

const set = (count: number): readonly string[] => Array.from({ length: count }, () => 'key-change');

describe.each(Object.keys(kinds) as Kind[])('a meter of %s', (kind) => {
  const { group, nextGroup, set: parts } = kinds[kind];

  it('goes through every kind of key change; credit that is bought before, between and after is all taken', async () => {
    const first = { supplyGroupCode: group, keyRevision: 1 };
    const keypad = await Keypad.install(kind, await enterKey(kind, first), first);
    await enterKey(kind, { supplyGroupCode: group, keyRevision: 2 });
    await enterKey(kind, { supplyGroupCode: group, keyRevision: 3, keyExpiry: 240 });
    await enterKey(kind, { supplyGroupCode: nextGroup, keyRevision: 4 });
    const steps = [
      [{ keyRevision: 2 }, { keyRevision: 2 }],
      [{ tariffIndex: '12' }, { tariffIndex: '12' }],
      [{ keyRevision: 3 }, { keyRevision: 3, keyExpiry: 240 }],
      [
        { supplyGroupCode: nextGroup, keyRevision: 4 },
        { keyRevision: 4, keyExpiry: 255 },
      ],
    ] as const;

    for (const [to, becomes] of steps) {
      expect(await buy(keypad)).toEqual(['credit']);
      const { body } = await people.engineer.vending.orderKeyChange({
        params: { meterNumber: keypad.meterNumber },
        headers: { 'idempotency-key': randomUUID() },
        body: { to, reason: 'a step of the plan' },
      });
      expect(body.tokens).toHaveLength(parts);
      expect(await buy(keypad)).toEqual([...set(parts), 'credit']);
      expect(keypad.key).toMatchObject({ ...becomes, pending: false });
      expect(await buy(keypad)).toEqual([...set(parts), 'credit']);
      const params = { keyChangeId: body.keyChangeId };
      await people.engineer.vending.confirmKeyChange({ params, body: { evidence: 'the display shows the new key' } });
    }
    expect(await buy(keypad)).toEqual(['credit']);
  });

  it('is changed, refused or left alone by a sale as the utility’s policy has it, once its key is retiring', async () => {
    const first = { supplyGroupCode: group, keyRevision: 5 };
    const key = await enterKey(kind, first);
    const keypad = await Keypad.install(kind, key, first);
    await enterKey(kind, { supplyGroupCode: group, keyRevision: 6 });
    await people.custodian1.keyManagement.beginRetiringVendingKey({ params: { vendingKeyId: key.vendingKeyId } });
    const policy = (mode: 'with-next-vend' | 'refuse-when-due' | 'campaign-only') =>
      people.admin.vending.changeKeyChangePolicy({ body: { mode } });

    await policy('campaign-only');
    expect(await buy(keypad)).toEqual(['credit']);
    await policy('refuse-when-due');
    await until(() => refusesFor(keypad, 'vending.key_change_due'));
    await policy('with-next-vend');
    expect(await buy(keypad)).toEqual([...set(parts), 'credit']);
    expect(keypad.key).toMatchObject({ keyRevision: 6, pending: false });
  });

  it('is brought to its new key by what a till of XMLVend prints, whether it asks for the set or sells', async () => {
    const first = { supplyGroupCode: group, keyRevision: 8 };
    const key = await enterKey(kind, first);
    const keypads = [await Keypad.install(kind, key, first), await Keypad.install(kind, key, first)] as const;
    await enterKey(kind, { supplyGroupCode: group, keyRevision: 9 });
    for (const keypad of keypads) {
      expect(await buyAtTill(keypad)).toMatchObject({ set: [], credit: [expect.any(String)] });
      const asked = {
        params: { meterNumber: keypad.meterNumber },
        headers: { 'idempotency-key': randomUUID() },
        body: { to: { keyRevision: 9 }, reason: 'a till is all that there is' },
      } as const;
      await until(async () => (await people.engineer.vending.orderKeyChange(asked)).body.state === 'issued');
    }
    const [byAsking, bySelling] = keypads;

    byAsking.enter(asSet(await till.setOf(byAsking.meterNumber)));
    expect(byAsking.key).toMatchObject({ keyRevision: 9, pending: false });
    await buyAtTill(byAsking);

    expect((await buyAtTill(bySelling)).set).toHaveLength(parts);
    expect(bySelling.key).toMatchObject({ keyRevision: 9, pending: false });
  });

  it('of a base date that has run out takes credit of the next one with its next sale', async () => {
    const first = { supplyGroupCode: group, keyRevision: 7, baseDate: 1993 } as const;
    const keypad = await Keypad.install(kind, await enterKey(kind, first), first);

    await until(async () => !(await refusesFor(keypad, 'vending.token_refused')));

    expect(await buy(keypad)).toEqual([...set(parts), 'credit']);
  });
});

it('a meter that is connected confirms by itself, from then on it is sold credit alone', async () => {
  const { meterNumber } = platform.meter(0);
  await people.engineer.vending.orderKeyChange({
    params: { meterNumber },
    headers: { 'idempotency-key': randomUUID() },
    body: { to: { tariffIndex: '09' }, reason: 'another tariff' },
  });

  await until(async () => {
    const { body } = await people.engineer.vending.listKeyChanges({ params: { meterNumber }, query: {} });
    return body.items[0]?.state === 'confirmed' && body.items[0].endedBy === undefined;
  });

  const { tokens } = await platform.sell(people.clerk, { meterNumber, amount: '20' });
  expect(tokens).toMatchObject([{ kind: 'credit' }]);
});

/** Whether a sale is refused so; one that is not has its tokens entered. */
async function refusesFor(keypad: Keypad, code: string): Promise<boolean> {
  try {
    await buy(keypad);
    return false;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === code) return true;
    throw error;
  }
}
