import { MeterChanged, NetworkNodeChanged } from '@openprepay/contracts/vending';
import { newMeter } from '@openprepay/testing/meter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { staff, startVending, type Vending } from '../../test/fixture.js';
import { AddNetworkNode } from './add-network-node.js';
import { ChangeNetworkNode } from './change-network-node.js';
import { FindNetworkNodes } from './find-network-nodes.js';

let utilities = 0;
/** A utility of the test's own, with `Z` feeding `F`, `F` feeding `T1` and `T2`. */
async function network() {
  const caller = staff(`network-${++utilities}`);
  const add = (code: string, kind: 'zone' | 'feeder' | 'transformer' | 'pole', parent?: string) =>
    vending.get(AddNetworkNode).execute(caller, { code, kind, parent, location: undefined });
  await add('Z', 'zone');
  await add('F', 'feeder', 'Z');
  await add('T1', 'transformer', 'F');
  await add('T2', 'transformer', 'F');
  const hang = (code: string, parent: string | null) => vending.get(ChangeNetworkNode).execute(caller, { code, parent });
  return { caller, add, hang };
}

let vending: Vending;
beforeAll(async () => {
  vending = await startVending();
});
afterAll(() => vending.stop());

describe('the network', () => {
  it('has each part once, fed by a part that is known and may feed it', async () => {
    const { add } = await network();

    await expect(add('Z', 'zone')).rejects.toMatchObject({ code: 'vending.network_node_exists' });
    await expect(add('P', 'pole', 'NONE')).rejects.toMatchObject({ code: 'vending.network_node_unknown' });
    await expect(add('F2', 'feeder', 'T1')).rejects.toMatchObject({ code: 'vending.network_parent_invalid' });
    expect(await add('T3', 'transformer', 'T1')).toMatchObject({ parent: 'T1' });
  });

  it('is told of part by part, with what feeds each, and each change by its revision', async () => {
    const { caller, hang } = await network();
    await hang('T2', 'Z');

    const told = (await vending.events(NetworkNodeChanged)).filter(({ utility }) => utility === caller.utility);
    expect(told.map(({ data: { code, parent, revision } }) => [code, parent, revision])).toEqual([
      ['Z', undefined, 1],
      ['F', 'Z', 1],
      ['T1', 'F', 1],
      ['T2', 'F', 1],
      ['T2', 'Z', 2],
    ]);
  });

  it('makes no circle, also where two changes would make one together', async () => {
    const { add, hang } = await network();
    await add('T11', 'transformer', 'T1');

    await expect(hang('T1', 'T11')).rejects.toMatchObject({ code: 'vending.network_parent_invalid' });
    await expect(hang('T1', 'T1')).rejects.toMatchObject({ code: 'vending.network_parent_invalid' });
    const both = await Promise.allSettled([hang('T1', 'T2'), hang('T2', 'T1')]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  it('is listed by code, kind and parent, with places that were told', async () => {
    const { caller } = await network();
    await vending.get(ChangeNetworkNode).execute(caller, { code: 'T1', location: { lat: -1.28, lon: 36.82 } });

    const { items } = await vending.get(FindNetworkNodes).execute(caller, { limit: 9, kind: 'transformer', parent: 'F' });

    expect(items.map(({ code, parent, location }) => [code, parent, location])).toEqual([
      ['T1', 'F', { lat: -1.28, lon: 36.82 }],
      ['T2', 'F', undefined],
    ]);
  });

  it('has meters hanging on it, which are found by whatever feeds them, and told of with where they hang', async () => {
    const { caller, hang } = await network();
    const [one, two] = [newMeter(), newMeter()];
    await vending.createMeter.execute(caller, { ...one, networkNode: 'T1' });
    await vending.createMeter.execute(caller, two);
    await vending.updateMeter.execute(caller, { meterNumber: two.meterNumber, networkNode: 'T2' });
    const below = async (networkNode: string) =>
      (await vending.findMeters.execute(caller, { limit: 9, networkNode })).items.map(({ meterNumber }) => meterNumber);

    expect(await below('Z')).toEqual([one.meterNumber, two.meterNumber]);
    expect(await below('T2')).toEqual([two.meterNumber]);
    await hang('T2', null);
    expect(await below('Z')).toEqual([one.meterNumber]);
    await expect(vending.createMeter.execute(caller, { ...newMeter(), networkNode: 'NONE' })).rejects.toMatchObject({
      code: 'vending.network_node_unknown',
    });
    const told = (await vending.events(MeterChanged)).filter(({ data }) => data.meterNumber === two.meterNumber);
    expect(told.map(({ data }) => data.networkNode)).toEqual([undefined, 'T2']);
  });
});
