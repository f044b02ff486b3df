import { createHash, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { EventData } from '@openprepay/contracts/event';
import { type SignedEvent, signedText } from '@openprepay/contracts/signed-request';
import { signedTogether } from '@openprepay/contracts/signed-together';
import { KeyChangeRequested } from '@openprepay/contracts/key-change-requests';
import { TokenAwaited, TokenRequestCancelled, TokenRequested } from '@openprepay/contracts/vending';
import { creditTenths } from '@openprepay/quantities';
import { eventually } from '@openprepay/testing/eventually';
import { UTILITY } from '@openprepay/testing/identity';
import { meterKeyData } from '@openprepay/testing/meter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newMeter } from './answers.js';
import { split } from './security-modules.js';
import { type RunningVault, startVault } from './service.js';
import { tokenRequest, VENDING_KEY } from './vault.js';

const vending = generateKeyPairSync('ed25519');
const later = generateKeyPairSync('ed25519');
const stranger = generateKeyPairSync('ed25519');
const engineer = { roles: ['engineer'], username: 'engineer' } as const;

let folder: string;
let vault: RunningVault;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'openprepay-requests-'));
  const publicKeys = path.join(folder, 'public.pem');
  writeFileSync(publicKeys, [vending, later].map(({ publicKey }) => publicKey.export({ type: 'spki', format: 'pem' })).join(''));
  vault = await startVault({ env: { REQUEST_PUBLIC_KEY_FILE: publicKeys } });
  const as = (username: string) => ({ roles: [username === 'admin' ? 'admin' : 'custodian'], username }) as const;
  await vault.call('POST', '/v1/supply-groups', { as: as('admin'), body: { supplyGroupCode: '600100', name: 'Town' } });
  const key = { keyType: 2, keyRevision: 1, keyExpiry: 255, baseDate: 2014, decoderKeyAlgorithm: 'DKGA04', components: 2 };
  const { body } = await vault.call('POST', '/v1/supply-groups/600100/vending-keys', { as: as('custodian1'), body: key });
  for (const [nth, component] of split(VENDING_KEY).entries()) {
    const answer = await vault.call('POST', `/v1/vending-keys/${String(body['vendingKeyId'])}/components`, {
      as: as(`custodian${nth + 1}`),
      body: { component },
    });
    expect(answer.status).toBe(200);
  }
});
afterAll(async () => {
  await vault.stop();
  rmSync(folder, { recursive: true });
});

function signed<Definition extends SignedEvent>(
  event: Definition,
  data: EventData<Definition>,
  { privateKey = vending.privateKey, utility = UTILITY }: { readonly privateKey?: KeyObject; readonly utility?: string } = {},
): EventData<Definition> {
  return { ...data, signature: sign(null, Buffer.from(signedText(event, utility, data)), privateKey).toString('base64url') };
}

type Wanted = EventData<typeof TokenRequested>;

/** Under one signature of the first key unless another is named. */
function together(requests: readonly Wanted[], privateKey = vending.privateKey): readonly Wanted[] {
  const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64url');
  const { text, ways } = signedTogether(
    requests.map((data) => signedText(TokenRequested, UTILITY, data)),
    digestOf,
  );
  const signature = sign(null, Buffer.from(text), privateKey).toString('base64url');
  return requests.map((data, nth) => ({ ...data, signature, signedWith: [...ways[nth]!] }));
}

const request = () => tokenRequest({ requestId: randomUUID(), ...newMeter() });
const answersTo = async (requestId: string): Promise<readonly string[]> => {
  const { rows } = await vault.owner.query<{ readonly type: string }>(
    `select type from (select type, value from outbox union all select type, value from outbox_sent) written where value like '%' || $1 || '%'`,
    [requestId],
  );
  return rows.map(({ type }) => type);
};
const issued = (requestId: string) => eventually(async () => expect(await answersTo(requestId)).toEqual(['key-management.token.issued']));
const parked = (requestId: string) =>
  eventually(async () => {
    const { body } = await vault.call('GET', '/v1/parked-messages?limit=100', { as: engineer });
    const { rows } = await vault.owner.query<{ readonly code: string }>(
      `select code from parked_message where convert_from(value, 'utf8') like '%' || $1 || '%'`,
      [requestId],
    );
    expect(body['items']).not.toHaveLength(0);
    expect(rows).toEqual([{ code: 'key-management.request_not_signed' }]);
  });

describe('whoever can write to the bus', () => {
  it.each<[string, (wanted: ReturnType<typeof request>) => ReturnType<typeof request>]>([
    ['unsigned', (wanted) => wanted],
    ['signed by a key of its own', (wanted) => signed(TokenRequested, wanted, { privateKey: stranger.privateKey })],
    ['signed for another utility', (wanted) => signed(TokenRequested, wanted, { utility: 'another' })],
    ['signed for another meter', (wanted) => ({ ...signed(TokenRequested, wanted), ...newMeter() })],
    [
      'signed for less',
      (wanted) => ({
        ...signed(TokenRequested, wanted),
        tokens: wanted.tokens.map((token) => ({ ...token, amountTenths: creditTenths(token.amountTenths + 1n) })),
      }),
    ],
    ['signed together with others, by a key of its own', (wanted) => together([wanted, request()], stranger.privateKey)[0]!],
    ['none of those that were signed together', (wanted) => ({ ...together([request(), request()])[0]!, ...wanted })],
    ['signed together, and says something else', (wanted) => ({ ...together([wanted, request()])[0]!, ...newMeter() })],
    ['signed alone, and says it was together', (wanted) => ({ ...signed(TokenRequested, wanted), signedWith: ['A'.repeat(43)] })],
    ['signed together, and says it was alone', (wanted) => ({ ...together([wanted, request()])[0]!, signedWith: undefined })],
    ['signed as what takes a request back', (wanted) => ({ ...wanted, signature: cancelledOf(wanted).signature })],
  ])('mints nothing by a request that is %s: it is parked, and requests beside it are answered', async (_how, forge) => {
    const [forged, honest] = [request(), request()];

    await vault.publishAll(TokenRequested, [forge(forged), signed(TokenRequested, honest)]);

    await Promise.all([parked(forged.requestId), issued(honest.requestId)]);
    expect(await answersTo(forged.requestId)).toEqual([]);
  });

  it('is answered each by itself where vending has signed several together, though the others never come', async () => {
    const asked = together([request(), request(), request(), request(), request()]);
    const [first, , third, , last] = asked as [Wanted, Wanted, Wanted, Wanted, Wanted];

    await vault.publish(TokenRequested, last);
    await issued(last.requestId);
    await vault.publishAll(TokenRequested, [first, third]);

    await Promise.all([issued(first.requestId), issued(third.requestId)]);
  });

  it('neither gives a meter another key, nor takes a sale back, nor has one answered by the way of those that are waited for', async () => {
    const meter = newMeter();
    const to = { ...meterKeyData, tariffIndex: '02' };
    const change = { requestId: randomUUID(), ...meter, from: meterKeyData, to, requestedAt: new Date() };
    const wanted = request();

    await vault.publish(KeyChangeRequested, change);
    await vault.publish(TokenRequestCancelled, { ...cancelledOf(wanted), signature: undefined });
    const awaited = signed(TokenRequested, request());
    await vault.publish(TokenAwaited, awaited);

    await Promise.all([parked(change.requestId), parked(wanted.requestId), parked(awaited.requestId)]);
    expect(await answersTo(awaited.requestId)).toEqual([]);
    await vault.publish(TokenRequested, signed(TokenRequested, wanted));
    await issued(wanted.requestId);
  });

  it('who sends again what vending has signed, is told what was told before', async () => {
    const once = signed(TokenRequested, request());

    await vault.publishAll(TokenRequested, [once, once]);

    await eventually(async () => expect(await answersTo(once.requestId)).toHaveLength(2));
    const { rows } = await vault.owner.query('select from issued_token where request_id = $1', [once.requestId]);
    expect(rows).toHaveLength(1);
  });
});

it('a key that is to follow is taken beside the one that there is', async () => {
  const wanted = request();

  await vault.publish(TokenRequested, signed(TokenRequested, wanted, { privateKey: later.privateKey }));

  await issued(wanted.requestId);
});

it('an answer names the key by which whoever asked is known, and nothing that another has set', async () => {
  const [first, second] = [request(), request()];

  await vault.publishAll(TokenRequested, [signed(TokenRequested, first), signed(TokenRequested, second, { privateKey: later.privateKey })]);

  await Promise.all([issued(first.requestId), issued(second.requestId)]);
  for (const [{ requestId }, { publicKey }] of [
    [first, vending],
    [second, later],
  ] as const) {
    const digest = createHash('sha256').update(publicKey.export({ type: 'spki', format: 'der' }));
    const { rows } = await vault.owner.query(`select requester from token_answer where request_id = $1`, [requestId]);
    expect(rows).toEqual([{ requester: digest.digest('hex').slice(0, 16) }]);
  }
});

it('a vault that is not told who may ask does not start', async () => {
  await expect(startVault({ env: {} })).rejects.toThrow('REQUEST_PUBLIC_KEY_FILE');
});

const cancelledOf = ({ requestedAt: cancelledAt, ...wanted }: ReturnType<typeof request>) =>
  signed(TokenRequestCancelled, { ...wanted, cancelledAt, reason: 'lost' });
