import { randomUUID } from 'node:crypto';
import { TokenIssued, managementKinds } from '@openprepay/contracts/key-management';
import { creditTenths } from '@openprepay/quantities';
import { deriveDecoderKey } from '@openprepay/sts/keys';
import { acceptToken, createMeterState } from '@openprepay/sts/meter';
import { meterKeyData } from '@openprepay/testing/meter';
import { TestClock } from '@openprepay/testing/clock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { identifiersOf, issuedTo, newMeter, refusedTo } from '../../test/answers.js';
import { managementVectors } from '../../test/vectors.js';
import { VENDING_KEY, type TokenRequest, type Vault, activeKey, openVault, principal, tokenRequest } from '../../test/vault.js';
import { tokenVerdictToApi } from './token-verdict-api.js';

const clock = new TestClock('2026-11-23T10:00:30Z');
const engineer = principal('engineer', ['engineer']);
let vault: Vault;
beforeAll(async () => {
  vault = await openVault({ clock });
  await activeKey(vault);
});
afterAll(() => vault.stop());

type Wanted = TokenRequest['tokens'][number];
const management = (kind: Wanted['kind'], value: number): Wanted => ({
  kind,
  commodity: 'electricity',
  amountTenths: creditTenths(0n),
  value,
});
const credit: Wanted = { kind: 'credit', commodity: 'electricity', amountTenths: creditTenths(10n) };

/** The meter itself, as its maker delivers it. */
const manufacture = (meterNumber: string, meterPan: string) =>
  createMeterState({
    meterNumber,
    decoderKey: deriveDecoderKey({
      algorithm: 'DKGA04',
      vendingKey: Buffer.from(VENDING_KEY, 'hex'),
      meterPan,
      ...meterKeyData,
      keyType: 2,
    }),
    ...meterKeyData,
    keyType: 2,
    tokenIdentifierOfManufacture: 0,
    functions: [...managementKinds],
  });

const PARAMETERS = {
  'set-maximum-power-limit': [20_000, { watts: 20_004 }, 'power-limit-set'],
  'clear-credit': [0xffff, { register: 'all' }, 'credit-cleared'],
  'set-tariff-rate': [77, { rate: 77 }, 'tariff-rate-set'],
  'clear-tamper-condition': [0, undefined, 'tamper-cleared'],
  'set-maximum-phase-power-unbalance-limit': [900, { watts: 900 }, 'phase-unbalance-limit-set'],
  'set-water-meter-factor': [12, { factor: 12 }, 'water-meter-factor-set'],
} as const;

describe('a management token', () => {
  it.each(managementKinds)('%s is made once, taken by the meter it is for, and read again by whoever verifies it', async (kind) => {
    const [value, parameters, effect] = PARAMETERS[kind];
    const request = tokenRequest({ ...newMeter(), tokens: [management(kind, value)] });

    await vault.issue([request]);
    await vault.issue([request]);

    const [answer, repeated] = await issuedTo(vault, request.requestId);
    expect(repeated).toEqual(answer);
    expect(answer).toMatchObject({ tokens: [{ kind, value, amountTenths: 0n, tokenIdentifier: expect.any(Number) }] });
    const { token } = answer!.tokens[0]!;
    const { result } = acceptToken(manufacture(request.meterNumber, request.meterPan), token, clock.now());
    expect(result).toMatchObject({ accepted: true, effect: { kind: effect } });
    const { meterNumber } = request;
    const verdict = tokenVerdictToApi(await vault.verifyToken.execute(engineer, { meterNumber, token, description: {} }));
    expect(verdict).toMatchObject({ valid: true, tokenClass: 2, kind, issuedHere: true });
    expect(verdict).toEqual(
      parameters === undefined ? expect.not.objectContaining({ parameters: {} }) : expect.objectContaining({ parameters }),
    );
  });

  it('shares the identifiers of its meter with credit: no two of them have one', async () => {
    const meter = newMeter();
    const requests = [[credit], [management('clear-credit', 0)], [credit, management('clear-tamper-condition', 0)]];

    await vault.issue(requests.map((tokens) => tokenRequest({ ...meter, tokens })));

    const identifiers = await identifiersOf(vault, meter.meterPan);
    expect(identifiers).toHaveLength(4);
    expect(new Set(identifiers).size).toBe(4);
  });

  it('is another request where it says something else: its id is not answered with the first one’s token', async () => {
    const request = tokenRequest({ ...newMeter(), tokens: [management('set-maximum-power-limit', 1000)] });
    await vault.issue([request]);

    await expect(vault.issue([{ ...request, tokens: [management('set-maximum-power-limit', 2000)] }])).rejects.toMatchObject({
      code: 'key-management.request_id_reused',
    });
  });

  it('is made under a default key too, which takes no credit', async () => {
    await activeKey(vault, { command: { keyType: 1, keyRevision: 3 } });
    const meter = { ...newMeter(), keyType: 1, keyRevision: 3 };
    const order = tokenRequest({ ...meter, tokens: [management('clear-tamper-condition', 0)] });
    const sale = tokenRequest({ ...meter, tokens: [credit] });

    await vault.issue([order, sale]);

    expect(await issuedTo(vault, order.requestId)).toHaveLength(1);
    expect(await refusedTo(vault, sale.requestId)).toMatchObject([{ code: 'key-management.key_type_not_for_credit' }]);
  });

  it('stands in the audit log by itself, credit does not', async () => {
    const order = tokenRequest({ ...newMeter(), requestId: randomUUID(), tokens: [management('clear-credit', 0xffff)] });

    await vault.issue([order, tokenRequest({ ...newMeter(), tokens: [credit] })]);

    const entries = await vault.run((tx) => vault.auditEntries.before(tx, undefined, 1));
    expect(entries).toMatchObject([{ action: 'management-token.issued' }]);
    expect(JSON.parse(entries[0]!.details)).toEqual({
      requestId: order.requestId,
      meterNumber: order.meterNumber,
      kind: 'clear-credit',
      value: 0xffff,
    });
    expect((await vault.events(TokenIssued)).length).toBeGreaterThan(0);
  });
});

describe('tokens of an independent implementation', () => {
  it('are read through the API for what they say', async () => {
    for (const vector of managementVectors.slice(0, 12)) {
      const { supplyGroupCode, keyType, keyRevision, baseDate, decoderKeyAlgorithm, meterNumber, token, kind, value } = vector;
      await activeKey(vault, {
        keyHex: vector.vendingKey,
        command: { supplyGroupCode, keyType, keyRevision, baseDate, decoderKeyAlgorithm },
      });
      const { tariffIndex, encryptionAlgorithm } = vector;
      const description = { supplyGroupCode, keyType, keyRevision, tariffIndex, encryptionAlgorithm };

      const verdict = tokenVerdictToApi(await vault.verifyToken.execute(engineer, { meterNumber, token, description }));

      expect(verdict).toMatchObject({ valid: true, kind, tid: vector.tokenIdentifier, issuedHere: false });
      const said = verdict.valid ? verdict.parameters : undefined;
      if (kind === 'clear-credit') expect(said).toHaveProperty('register');
      else expect(said?.['watts']).toBe(kind === 'clear-tamper-condition' ? undefined : value);
    }
  });
});
