import { VendCompleted } from '@openprepay/contracts/vending';
import type { Principal } from '@openprepay/contracts/identity';
import { newMeter } from '@openprepay/testing/meter';
import { flatTariff } from '@openprepay/testing/tariff';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issuedFor, publishDefault, refusedFor, staff, startVending, type Vending } from '../../test/fixture.js';
import { ChangeReversalPolicy } from '../reversals/change-reversal-policy.js';
import { ReverseVend } from '../reversals/reverse-vend.js';
import { SellVend, type SoldVend } from '../selling/sell-vend.js';
import type { Vend } from '../vend/vend.js';
import { vendToApi } from '../vend/vend-api.js';
import { ChangeFreeIssuePolicy } from './change-free-issue-policy.js';
import { DecideFreeIssue } from './decide-free-issue.js';
import { FindFreeIssues } from './find-free-issues.js';
import { freeIssueToApi } from './free-issue-api.js';
import { GiveFreeIssue, type WaitingIssue } from './give-free-issue.js';

let vending: Vending;
beforeAll(async () => {
  vending = await startVending();
  await publishDefault(vending, flatTariff({ energy: { blocks: [{ upTo: '100', rate: '1' }, { rate: '2' }] } }));
});
afterAll(() => vending.stop());

const person = (name: string, utility?: string): Principal => ({ ...staff(utility), subject: name, username: name });
const meterOf = async (utility?: string): Promise<string> => (await vending.createMeter.execute(staff(utility), newMeter())).meterNumber;
interface Ask {
  readonly value?: string;
  readonly by?: Principal;
}
const give = (
  meterNumber: string,
  idempotencyKey: string,
  { value = '10', by = person('ann') }: Ask = {},
): Promise<SoldVend | WaitingIssue> =>
  vending.get(GiveFreeIssue).execute(by, { meterNumber, idempotencyKey, units: { value, unit: 'kWh' }, reason: 'faulty meter' });
const given = async (...asked: Parameters<typeof give>): Promise<Vend> => {
  const answer = await give(...asked);
  if ('issue' in answer) throw new Error('it waits for a second person');
  return answer.vend;
};
const waiting = async (...asked: Parameters<typeof give>): Promise<string> => {
  const answer = await give(...asked);
  if ('vend' in answer) throw new Error('it was given at once');
  return answer.issue.freeIssueId;
};
const decide = (freeIssueId: string, by = person('ben'), refusal?: string) =>
  vending.get(DecideFreeIssue).execute(by, { freeIssueId, refusal });
const listed = async (meterNumber: string) =>
  (await vending.get(FindFreeIssues).execute(staff(), { meterNumber, limit: 9 })).items.map((issue) => freeIssueToApi(issue));
const vendsOf = async (meterNumber: string) => (await vending.findVends.execute(staff(), { meterNumber, limit: 9 })).items;
const complete = (vend: Vend) => vending.run((tx) => vending.completeVends.execute(tx, [issuedFor(vend)]));

describe('units that one person gives', () => {
  it('are a vend of nothing to pay that fills no blocks, with who gave them and why in the record', async () => {
    const meter = await meterOf();
    const vend = await given(meter, 'ann-gives');
    await complete(vend);

    expect(vendToApi(await vending.findVend.execute(staff(), { vendId: vend.vendId }))).toMatchObject({
      ...{ state: 'completed', grant: 'free-issue', tender: { amount: '0.00' }, units: { value: '10.0' }, soldBy: 'ann' },
      blocks: { unitsThisMonth: '0.0', remainingInBlock: '100.0' },
    });
    expect(await listed(meter)).toMatchObject([
      { state: 'issued', kind: 'free-issue', vendId: vend.vendId, reason: 'faulty meter', requestedBy: { username: 'ann' } },
    ]);
    const [event] = (await vending.events(VendCompleted)).filter(({ data }) => data.vendId === vend.vendId);
    expect(event?.data).toMatchObject({ tenderMinor: 0n, grant: { kind: 'free-issue' } });
  });

  it('are given once, however often and by however many the key comes at once', async () => {
    const meter = await meterOf();

    const answers = await Promise.all(Array.from({ length: 8 }, () => given(meter, 'ann-repeats')));

    expect(new Set(answers.map(({ vendId }) => vendId)).size).toBe(1);
    expect(await listed(meter)).toHaveLength(1);
    await expect(give(meter, 'ann-repeats', { value: '11' })).rejects.toMatchObject({ code: 'vending.idempotency_key_reused' });
    await expect(vending.sell(meter, 'ann-repeats')).resolves.toMatchObject({ replayed: false }); // another seller's key
  });

  it('are refused where no token holds them, in other units, and for a meter that there is not', async () => {
    const meter = await meterOf();

    await expect(give(meter, 'uneven-1', { value: '1638.5' })).rejects.toMatchObject({ code: 'vending.units_invalid' });
    await expect(give(meter, 'nothing-1', { value: '0' })).rejects.toMatchObject({ code: 'vending.units_invalid' });
    await expect(give('00000000000', 'unknown-1')).rejects.toMatchObject({ code: 'vending.meter_unknown' });
    const water = vending
      .get(GiveFreeIssue)
      .execute(person('ann'), { meterNumber: meter, idempotencyKey: 'water-1', units: { value: '1', unit: 'm3' }, reason: 'x' });
    await expect(water).rejects.toMatchObject({ code: 'vending.unit_mismatch' });
    expect([await listed(meter), await vendsOf(meter)]).toEqual([[], []]);
  });

  it('can be taken back', async () => {
    await vending.get(ChangeReversalPolicy).execute(person('boss'), { mode: 'until-delivered', minutes: undefined, approval: false });
    const vend = await given(await meterOf(), 'taken-back');
    await complete(vend);

    await expect(vending.get(ReverseVend).execute(person('ann'), { vendId: vend.vendId, reason: 'wrong meter' })).resolves.toMatchObject({
      reversal: { decision: { state: 'reversed' } },
    });
  });
});

describe('units above the policy', () => {
  it('wait for a second person, who is not the first, and are given once when that one agrees', async () => {
    const meter = await meterOf();
    const issue = await waiting(meter, 'above-one', { value: '50.1' });
    expect(await vendsOf(meter)).toEqual([]);

    await expect(decide(issue, person('ann'))).rejects.toMatchObject({ code: 'vending.second_person_required' });
    const answers = await Promise.allSettled(Array.from({ length: 5 }, (_, nth) => decide(issue, person(`second-${nth}`))));

    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const [vend, ...more] = await vendsOf(meter);
    expect(more).toEqual([]);
    expect(vend).toMatchObject({ soldBy: 'ann', effect: { unitsTenths: 501n, grant: { kind: 'free-issue' } } });
    expect(await listed(meter)).toMatchObject([
      { state: 'issued', vendId: vend?.vendId, decidedBy: { username: expect.stringMatching(/^second-/) as unknown } },
    ]);
    await expect(give(meter, 'above-one', { value: '50.1' })).resolves.toMatchObject({ replayed: true, vend: { vendId: vend?.vendId } });
  });

  it('are given also where a sale of whoever asked has taken the key meanwhile, and each is repeated as itself', async () => {
    const meter = await meterOf();
    const by: Principal = { ...person('ann'), roles: ['engineer', 'operator'] };
    const issue = await waiting(meter, 'sold-meanwhile', { value: '60', by });
    const sell = () =>
      vending.get(SellVend).execute(by, {
        ...{ meterNumber: meter, idempotencyKey: 'sold-meanwhile', tender: { amount: '10.00', currency: 'KES' }, paymentMethod: 'cash' },
      });
    const sale = await sell();

    const answers = await Promise.allSettled(Array.from({ length: 5 }, (_, nth) => decide(issue, person(`second-${nth}`))));

    const [decided, ...others] = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
    expect(others).toEqual([]);
    expect(decided).toMatchObject({ issue: { decision: { state: 'issued' } }, vend: { soldBy: 'ann', effect: { unitsTenths: 600n } } });
    await expect(give(meter, 'sold-meanwhile', { value: '60', by })).resolves.toMatchObject({
      replayed: true,
      vend: { vendId: decided?.vend?.vendId },
    });
    await expect(give(meter, 'sold-meanwhile', { value: '61', by })).rejects.toMatchObject({ code: 'vending.idempotency_key_reused' });
    expect(await sell()).toMatchObject({ replayed: true, vend: { vendId: sale.vend.vendId } });
    expect(await vendsOf(meter)).toHaveLength(2);
  });

  it('are the same request where the key comes again, and nothing once somebody has refused them', async () => {
    const meter = await meterOf();
    const issue = await waiting(meter, 'refused-one', { value: '60' });
    expect(await waiting(meter, 'refused-one', { value: '60' })).toBe(issue);

    await decide(issue, person('ben'), 'the meter is sound');

    await expect(decide(issue)).rejects.toMatchObject({ code: 'vending.free_issue_decided' });
    await expect(give(meter, 'refused-one', { value: '60' })).rejects.toMatchObject({ code: 'vending.free_issue_decided' });
    expect(await listed(meter)).toMatchObject([{ state: 'refused', refusal: 'the meter is sound', decidedBy: { username: 'ben' } }]);
    expect(await vendsOf(meter)).toEqual([]);
  });

  it('are also those that one person gives bit by bit within a day', async () => {
    await vending.get(ChangeFreeIssuePolicy).execute(person('boss'), { unitsApprovalAbove: '50', unitsPerUserPerDay: '30' });
    const meter = await meterOf();
    const by = person('bit-by-bit');

    const answers = await Promise.all(Array.from({ length: 6 }, (_, nth) => give(meter, `bit-${nth}-of-many`, { by })));

    expect(answers.filter((answer) => 'vend' in answer)).toHaveLength(3);
    expect(await vendsOf(meter)).toHaveLength(3);
    vending.clock.advance(25 * 3_600_000);
    await expect(give(meter, 'bit-next-day', { by })).resolves.toHaveProperty('vend');
  });

  it('still take two where whoever asks has let one person do it', async () => {
    const by = person('loosener', 'loose');
    await publishDefault(vending, flatTariff(), 'loose');
    await vending.get(ChangeFreeIssuePolicy).execute(by, { unitsApprovalAbove: '1000' });
    const meter = await meterOf('loose');

    await expect(give(meter, 'by-loosener', { value: '60', by })).resolves.toHaveProperty('issue');
    await expect(give(meter, 'by-another', { value: '60', by: person('other', 'loose') })).resolves.toHaveProperty('vend');
  });

  it('stay asked for where the vault refuses their token: the record says which vend came to nothing', async () => {
    const meter = await meterOf();
    const { vend } = await decide(await waiting(meter, 'vault-refuses', { value: '70' }));
    await vending.run((tx) => vending.failVends.execute(tx, [refusedFor(vend!)]));

    expect(await listed(meter)).toMatchObject([{ state: 'issued', vendId: vend?.vendId }]);
    expect((await vendsOf(meter)).map(({ outcome }) => outcome.state)).toEqual(['failed']);
  });

  it('are decided on once, and by two, whoever writes to the table', async () => {
    const issue = await waiting(await meterOf(), 'by-table', { value: '80' });
    const change = (columns: string) => vending.owner.query(`update free_issue set ${columns} where free_issue_id = $1`, [issue]);

    await expect(
      change(`state = 'refused', decided_at = now(), refusal = 'x', decided_by_subject = 'a', decided_by_username = null`),
    ).rejects.toThrow(/free_issue_decided/);
    await decide(issue, person('ben'), 'no');
    await expect(change(`refusal = 'other'`)).rejects.toThrow(/not decided on again/);
  });
});
