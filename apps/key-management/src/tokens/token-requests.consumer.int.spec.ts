import { randomUUID } from 'node:crypto';
import { TokenRequestCancelled, TokenRequested } from '@openprepay/contracts/vending';
import { systemClock } from '@openprepay/persistence/clock';
import { UTILITY } from '@openprepay/testing/identity';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { identifiersOf, issuedTo, newMeter, refusedTo } from '../../test/answers.js';
import { flightsOf } from '@openprepay/testing/flights';
import { type TokenRequest, type Vault, activeKey, openVault, retireKey, tokenRequest } from '../../test/vault.js';
import { TokenAnswerRepository } from './token-answer.repository.js';

let vault: Vault;
beforeAll(async () => {
  vault = await openVault();
  await activeKey(vault);
});
afterAll(() => vault.stop());

const request = (): TokenRequest => tokenRequest(newMeter());
const deliver = (requests: readonly TokenRequest[], ids: readonly string[] = []) => vault.deliver(TokenRequested, requests, { ids });
const cancel = ({ requestedAt, ...asked }: TokenRequest) =>
  vault.deliver(TokenRequestCancelled, [{ ...asked, cancelledAt: requestedAt, reason: 'lost' }]);

describe('a request that is delivered', () => {
  it('again is told its one answer again, and the inbox remembers nothing of it', async () => {
    const [asked, id] = [request(), systemClock.newId()];

    await deliver([asked], [id]);
    await deliver([asked], [id]);

    const [first, again, ...more] = await issuedTo(vault, asked.requestId);
    expect([again, ...more]).toEqual([first]);
    expect(await identifiersOf(vault, asked.meterPan)).toHaveLength(1);
    expect((await vault.owner.query(`select 1 from inbox`)).rows).toEqual([]);
  });

  it('twice at once, also beside its meter’s other sales, has one answer', async () => {
    const [asked, id] = [request(), systemClock.newId()];
    const others = Array.from({ length: 4 }, () => ({ ...asked, requestId: randomUUID() }));

    await Promise.all([deliver([asked], [id]), deliver([asked, ...others], [id]), deliver([...others, asked], [])]);

    expect(await identifiersOf(vault, asked.meterPan)).toHaveLength(5);
    const answers = await issuedTo(vault, asked.requestId);
    expect(answers).toHaveLength(3);
    expect(new Set(answers.map(({ tokens }) => tokens[0]?.token)).size).toBe(1);
  });

  it('after it was cancelled is refused, however often either comes', async () => {
    const asked = request();

    await cancel(asked);
    await deliver([asked]);
    await cancel(asked);
    await deliver([asked]);

    expect(await identifiersOf(vault, asked.meterPan)).toEqual([]);
    expect(await refusedTo(vault, asked.requestId)).toMatchObject(Array(4).fill({ code: 'key-management.request_cancelled' }));
  });

  it('while it is cancelled has one answer, which both are told', async () => {
    const all = Array.from({ length: 8 }, request);

    await Promise.all(all.flatMap((asked) => [deliver([asked]), cancel(asked)]));

    for (const { requestId } of all) {
      const told = [(await issuedTo(vault, requestId)).length, (await refusedTo(vault, requestId)).length];
      expect([
        [0, 2],
        [2, 0],
      ]).toContainEqual(told);
    }
  });
});

describe('a batch of requests', () => {
  const issue = (requests: readonly TokenRequest[]) =>
    vault.unitOfWork.run(UTILITY, async (tx) => {
      const { trips, statements } = await flightsOf(() => vault.issueTokens.execute(tx, requests));
      return { trips, statements: statements.length };
    });

  it('takes two round trips to the database and six statements, however many they are and whether their meters are new', async () => {
    await issue([request()]);

    expect(await issue([request()])).toEqual({ trips: 2, statements: 6 });
    expect(await issue(Array.from({ length: 40 }, request))).toEqual({ trips: 2, statements: 6 });
  });

  it('uses no key that was retired since the last one', async () => {
    const { id } = await activeKey(vault, { command: { supplyGroupCode: '600200' } });
    const ofGroup = () => tokenRequest({ ...newMeter(), supplyGroupCode: '600200' });
    await vault.issue([ofGroup()]);
    await retireKey(vault, id);
    const late = ofGroup();

    await vault.issue([late]);

    expect(await refusedTo(vault, late.requestId)).toMatchObject([{ code: 'key-management.vending_key_retired' }]);
  });

  it('locks no row of a vending key, which all sales of its supply group share', async () => {
    const { rows } = await vault.owner.query<{ conrelid: string }>(
      `select conrelid::regclass::text from pg_constraint where contype = 'f' and confrelid = 'vending_key'::regclass order by 1`,
    );

    expect(rows.map(({ conrelid }) => conrelid)).not.toEqual(expect.arrayContaining(['token_answer']));
    expect(rows.map(({ conrelid }) => conrelid)).not.toEqual(expect.arrayContaining(['issued_token']));
  });

  it('stores nothing that names a vending key which is not the utility’s', async () => {
    const answers = vault.get(TokenAnswerRepository);
    const ours = request();
    await vault.issue([ours]);
    const [stored] = await vault.run((tx) => answers.find(tx, [ours.requestId]));
    const [foreign] = [await activeKey(vault, { utility: 'other' })];

    for (const vendingKeyId of [randomUUID(), foreign.id]) {
      const forged = { ...stored!, request: { ...stored!.request, requestId: randomUUID() }, vendingKeyId };
      await expect(vault.run((tx) => answers.store(tx, [forged]))).rejects.toThrow(/vending key/);
      expect(await vault.run((tx) => answers.find(tx, [forged.request.requestId]))).toEqual([]);
    }
  });

  it('stores nothing where the counter that gave its identifiers is not there', async () => {
    const answers = vault.get(TokenAnswerRepository);
    const counter = { meterPan: newMeter().meterPan, baseDate: 2014 as const, lastIssued: 5, hour: undefined };
    const ours = request();
    await vault.issue([ours]);
    const [stored] = await vault.run((tx) => answers.find(tx, [ours.requestId]));
    const refused = {
      outcome: 'refused' as const,
      request: { ...stored!.request, requestId: randomUUID() },
      refusal: { code: 'x', reason: 'x' },
      answeredAt: new Date(),
    };

    await expect(vault.run((tx) => answers.store(tx, [refused], [counter]))).rejects.toThrow(/counter/);
  });
});
