import { TestClock } from '@openprepay/testing/clock';
import { UTILITY } from '@openprepay/testing/identity';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issuedTo, newMeter, refusedTo } from '../../test/answers.js';
import { type TokenRequest, type Vault, activeKey, openVault, tokenRequest } from '../../test/vault.js';
import { CancelRequests } from './cancel-requests.js';

const clock = new TestClock('2026-11-23T10:00:30Z');
let vault: Vault;
beforeAll(async () => {
  vault = await openVault({ clock });
  await activeKey(vault);
});
afterAll(() => vault.stop());

const cancel = ({ requestedAt: _requestedAt, ...request }: TokenRequest, utility = UTILITY) =>
  vault.run((tx) => vault.get(CancelRequests).execute(tx, [{ ...request, cancelledAt: clock.now(), reason: 'lost' }]), utility);
const issued = (requestId: string) => issuedTo(vault, requestId);
const refused = (requestId: string) => refusedTo(vault, requestId);

describe('a request that is cancelled', () => {
  it('is refused for good: no token is made for it, also where it comes later', async () => {
    const request = tokenRequest(newMeter());

    await cancel(request);
    await vault.issue([request]);
    await cancel(request);

    expect(await issued(request.requestId)).toEqual([]);
    expect(await refused(request.requestId)).toMatchObject(Array(3).fill({ code: 'key-management.request_cancelled' }));
  });

  it('keeps its token where one was made, and is told it again', async () => {
    const request = tokenRequest(newMeter());
    await vault.issue([request]);

    await cancel(request);

    const [first, again, ...more] = await issued(request.requestId);
    expect(again).toEqual(first);
    expect(more).toEqual([]);
    expect(await refused(request.requestId)).toEqual([]);
  });

  it('has one answer, whichever of the two comes first', async () => {
    const requests = Array.from({ length: 10 }, () => tokenRequest(newMeter()));

    await Promise.all(requests.flatMap((request) => [vault.issue([request]), cancel(request)]));

    for (const { requestId } of requests) {
      const [tokens, refusals] = [await issued(requestId), await refused(requestId)];
      expect([tokens.length, refusals.length]).toEqual(tokens.length === 0 ? [0, 2] : [2, 0]);
      expect(new Set(tokens.map((answer) => answer?.tokens[0]?.token)).size).toBeLessThanOrEqual(1);
    }
  });

  it('is nobody’s to cancel who does not know what was asked, and another utility’s never', async () => {
    const request = tokenRequest(newMeter());
    await vault.issue([request]);

    await expect(cancel({ ...request, ...newMeter() })).rejects.toMatchObject({ code: 'key-management.request_id_reused' });
    const elsewhere = tokenRequest(newMeter());
    await cancel(elsewhere, 'elsewhere');
    await vault.issue([elsewhere]);

    expect(await issued(elsewhere.requestId)).toHaveLength(1);
  });
});
