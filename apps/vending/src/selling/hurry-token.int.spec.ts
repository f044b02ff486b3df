import { TokenIssued } from '@openprepay/contracts/key-management';
import { TokenAwaited, TokenRequested } from '@openprepay/contracts/vending';
import { eventually } from '@openprepay/testing/eventually';
import { newMeter } from '@openprepay/testing/meter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issuedFor, publishDefault, staff, startVending, type Vending } from '../../test/fixture.js';
import type { Vend } from '../vend/vend.js';
import { HurryToken } from './hurry-token.js';

/** Longer than an answer may take before it is asked for once more. */
const WAIT_MS = 1_000;
const LONG_MS = 120_000;
const NEVER = new Promise<never>(() => undefined);

let vending: Vending;
let lastUtility = 0;
let utility: string;
beforeAll(async () => void (vending = await startVending({ vendWaitMs: WAIT_MS })));
afterAll(() => vending.stop());

async function openUtility(): Promise<void> {
  utility = `hurry${++lastUtility}`;
  await publishDefault(vending, undefined, utility);
}
async function sell(key: string): Promise<Vend> {
  const { meterNumber } = await vending.createMeter.execute(staff(utility), newMeter());
  return (await vending.sell(meterNumber, key, { utility })).vend;
}
const answer = (vend: Vend) => vending.deliver(TokenIssued, [issuedFor(vend)], { utility });
const hurry = (vend: Vend, answered: Promise<unknown>) => vending.get(HurryToken).execute(utility, vend, answered);
const awaited = async () => (await vending.events(TokenAwaited)).filter((event) => event.utility === utility);

describe('a sale that somebody waits for', () => {
  it('is not asked for once more while the vault answers nothing', async () => {
    await openUtility();
    await sell('left');
    vending.clock.advance(LONG_MS);

    await hurry(await sell('waits'), NEVER);

    expect(await awaited()).toEqual([]);
  });

  it('is asked for once more, word for word, where the vault answers and has been asked long before for what is still to come', async () => {
    await openUtility();
    await sell('left');
    vending.clock.advance(LONG_MS);
    await answer(await sell('answered'));

    const vend = await sell('waits');

    const [asked] = (await vending.events(TokenRequested)).filter(({ data }) => data.requestId === vend.vendId);
    await eventually(async () =>
      expect((await awaited()).map(({ key, data }) => ({ key, data }))).toEqual([{ key: asked!.key, data: asked!.data }]),
    );
  });

  it('is not asked for once more where its answer comes soon, or nobody has waited for longer', async () => {
    await openUtility();
    await answer(await sell('answered'));
    const [first, second] = [await sell('first'), await sell('second')];

    await hurry(second, NEVER);
    expect(await awaited()).toEqual([]);

    vending.clock.advance(LONG_MS);
    await hurry(first, Promise.resolve());
    expect(await awaited()).toEqual([]);
  });
});
