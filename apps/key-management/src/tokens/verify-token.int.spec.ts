import { randomUUID } from 'node:crypto';
import { AsyncResource } from 'node:async_hooks';
import { makeMeterNumber, tokenIdentifierAt } from '@openprepay/sts';
import { UTILITY } from '@openprepay/testing/identity';
import { TokenIssued } from '@openprepay/contracts/key-management';
import { TestClock } from '@openprepay/testing/clock';
import { knownMeterOf } from '../meters/known-meter.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issuedTo } from '../../test/answers.js';
import { creditVectors } from '../../test/vectors.js';
import { METER_NUMBER, type Vault, activeKey, custodian, openVault, principal, tokenRequest } from '../../test/vault.js';
import { FindTokenVerifications } from './find-token-verifications.js';
import { MAX_FOREIGN_OF_A_METER } from './token-verification.js';

const clock = new TestClock('2026-11-23T10:00:30Z');
const now = clock.now();
const engineer = principal('engineer', ['engineer']);
const vendor = principal('vendor', ['vendor']);
let token: string;
let vault: Vault;

beforeAll(async () => {
  vault = await openVault({ clock });
  await activeKey(vault);
  const request = tokenRequest();
  await vault.issue([request]);
  const [event] = (await vault.events(TokenIssued)).map(({ data }) => data);
  token = event!.tokens[0]!.token;
});
afterAll(() => vault.stop());

const verify = (caller = engineer, given: { meterNumber?: string; token?: string; keyRevision?: number; tariffIndex?: string } = {}) => {
  const { meterNumber = METER_NUMBER, token: digits = token, ...description } = given;
  return vault.verifyToken.execute(caller, { meterNumber, token: digits, description });
};

/** Runs outside of the transaction that is open here. */
const outside = new AsyncResource('outside of any transaction');
const detached = <T>(work: () => Promise<T>): Promise<T> => outside.runInAsyncScope(work);

/** The same token with another last digit. */
const altered = (): string => token.slice(0, -1) + String((Number(token.at(-1)) + 1) % 10);

describe('verifying a token', () => {
  it.each([engineer, vendor])('tells $username what a token of this vault says', async (caller) => {
    expect(await verify(caller)).toMatchObject({
      valid: true,
      issuedHere: true,
      issuedAt: new Date('2026-11-23T10:00:00Z'),
      description: { keyRevision: 1, supplyGroupCode: '600100' },
      token: { tokenClass: 0, subClass: 0, commodity: 'electricity', amountTenths: 256n, tokenIdentifier: tokenIdentifierAt(now, 2014) },
    });
  });

  it('reads the digits as people write them', async () => {
    expect(await verify(engineer, { token: token.replace(/(\d{4})(?=\d)/g, '$1-') })).toMatchObject({ valid: true });
  });

  it('says of altered digits only that no key made them', async () => {
    for (const caller of [engineer, vendor]) {
      expect(await verify(caller, { token: altered() })).toMatchObject({ valid: false, code: 'key-management.token_not_authentic' });
    }
  });

  it('finds a token under the key that the meter had when it was sold', async () => {
    await activeKey(vault, { command: { keyRevision: 2 } });
    await vault.rememberMeters([
      {
        meterNumber: METER_NUMBER,
        meterPan: tokenRequest().meterPan,
        supplyGroupCode: '600100',
        keyType: 2,
        keyRevision: 2,
        tariffIndex: '07',
        encryptionAlgorithm: 'EA11',
        revision: 1,
        changedAt: now,
      },
    ]);

    expect(await verify()).toMatchObject({ valid: true, description: { keyRevision: 1 } });
    expect(await verify(engineer, { keyRevision: 2 })).toMatchObject({ valid: false });
  });

  it('tells those who hold keys or program meters about tokens of other vaults, and nobody else', async () => {
    const foreign = creditVectors.find(
      (vector) => vector.decoderKeyAlgorithm === 'DKGA04' && vector.encryptionAlgorithm === 'EA11' && vector.baseDate === 2014,
    )!;
    const { supplyGroupCode, keyRevision, tariffIndex, encryptionAlgorithm, meterNumber } = foreign;
    await activeKey(vault, { keyHex: foreign.vendingKey, command: { supplyGroupCode, keyRevision } });
    const ask = (caller = engineer) =>
      vault.verifyToken.execute(caller, {
        meterNumber,
        token: foreign.token,
        description: { supplyGroupCode, keyRevision, tariffIndex, encryptionAlgorithm },
      });

    for (const caller of [engineer, custodian(1), principal('chief', ['admin'])]) {
      expect(await ask(caller)).toMatchObject({ valid: true, issuedHere: false, token: { amountTenths: BigInt(foreign.encodedTenths) } });
    }
    for (const role of ['vendor', 'clerk', 'operator'] as const) {
      expect(await ask(principal(role, [role]))).toMatchObject({ valid: false, code: 'key-management.token_not_authentic' });
    }
  });

  it('opens no key for those who ask about digits that were never issued', async () => {
    const written = async () => (await vault.owner.query(`select 1 from token_verification`)).rowCount;
    const before = await written();

    await verify(vendor, { token: altered() });
    expect(await written()).toBe(before);
    await verify(engineer, { token: altered() });
    expect(await written()).toBe(before! + 1);
  });

  it('writes down who had a token opened, without the token, and without waiting for the audit chain', async () => {
    await vault.unitOfWork.run(UTILITY, async (tx) => {
      await vault.auditEntries.lockHead(tx);
      // As another connection: the chain is held, and it is answered all the same.
      await detached(() => verify(vendor));
    });

    const { items } = await vault.get(FindTokenVerifications).execute(custodian(1), { limit: 1 });
    expect(items).toMatchObject([{ actor: { username: 'vendor' }, meterNumber: METER_NUMBER, issuedHere: true, valid: true }]);
    const { rows } = await vault.owner.query<{ line: string }>(`select t::text as line from token_verification t`);
    expect(rows.map(({ line }) => line).join()).not.toContain(token);
  });

  it('opens tokens that were not issued here so often a day for a meter, also when they are asked for at once', async () => {
    const guesser = await openVault({ clock });
    try {
      await activeKey(guesser);
      const description = { supplyGroupCode: '600100', keyRevision: 1, tariffIndex: '07', encryptionAlgorithm: 'EA11' } as const;
      const guess = (number: number, by = engineer) =>
        guesser.verifyToken.execute(by, { meterNumber: METER_NUMBER, token: String(10n ** 19n + BigInt(number)), description });
      const guesses = await Promise.allSettled(Array.from({ length: MAX_FOREIGN_OF_A_METER + 20 }, (_, number) => guess(number)));

      const refused = guesses.filter((one) => one.status === 'rejected');
      expect(refused).toHaveLength(20);
      for (const { reason } of refused) expect(reason).toMatchObject({ code: 'key-management.verifications_exhausted' });
      await expect(guess(1, principal('another', ['engineer']))).rejects.toMatchObject({ code: 'key-management.verifications_exhausted' });
      const request = tokenRequest();
      await guesser.issue([request]);
      const [answer] = await issuedTo(guesser, request.requestId);
      const known = { meterNumber: METER_NUMBER, token: answer!.tokens[0]!.token, description: {} };
      expect(await guesser.verifyToken.execute(engineer, known)).toMatchObject({ valid: true, issuedHere: true });
    } finally {
      await guesser.stop();
    }
  });

  it.each([
    [{ meterNumber: '12345678901' }, 'meter_number_invalid'],
    [{ meterNumber: '1' }, 'meter_number_invalid'],
    [{ token: '123' }, 'token_format'],
    [{ token: '1234567890123456789x' }, 'token_format'],
    [{ token: '99999999999999999999' }, 'token_format'],
    [{ meterNumber: makeMeterNumber('07', '00000001') }, 'meter_unknown'],
  ])('refuses %j: %s', async (given, code) => {
    await expect(verify(engineer, given)).rejects.toMatchObject({ code: `key-management.${code}` });
  });

  it('knows nothing of another utility’s meters and tokens', async () => {
    await activeKey(vault, { utility: 'other' });

    await expect(verify(principal('engineer', ['engineer'], 'other'))).rejects.toMatchObject({ code: 'key-management.meter_unknown' });
    const described = vault.verifyToken.execute(principal('vendor', ['vendor'], 'other'), {
      meterNumber: METER_NUMBER,
      token,
      description: { supplyGroupCode: '600100', keyRevision: 1, tariffIndex: '07', encryptionAlgorithm: 'EA11' },
    });
    expect(await described).toMatchObject({ valid: false });
  });
});

describe('known meters', () => {
  it('keep the description of the highest revision, whichever comes last and whatever a clock said', async () => {
    const meter = {
      meterNumber: '07000000018',
      meterPan: '600727070000000180',
      supplyGroupCode: '600100',
      keyType: 2,
      tariffIndex: '07',
      encryptionAlgorithm: 'EA11',
    } as const;
    const described = (keyRevision: number, revision: number, changedAt: string) => ({
      ...meter,
      keyRevision,
      revision,
      changedAt: new Date(changedAt),
    });

    await vault.rememberMeters([described(1, 1, '2027-11-01T00:00:00Z')]);
    await vault.rememberMeters([described(2, 2, '2026-11-02T00:00:00Z')]);
    await vault.rememberMeters([described(1, 1, '2027-11-01T00:00:00Z')]);
    await vault.rememberMeters([described(4, 4, '2026-11-04T00:00:00Z'), described(3, 3, '2026-11-05T00:00:00Z')]);

    const known = await vault.unitOfWork.run(UTILITY, (tx) => vault.meters.find(tx, meter.meterNumber));
    expect(known).toMatchObject({ keyRevision: 4 });
  });

  it('keep the later of two descriptions that have no revision, and any that has one', async () => {
    const meter = {
      ...tokenRequest({ meterNumber: makeMeterNumber('07', '00000098') }),
      meterId: randomUUID(),
      commodity: 'electricity' as const,
    };
    const described = (keyRevision: number, changedAt: string, revision?: number) =>
      knownMeterOf({ ...meter, keyRevision, ...(revision && { revision }), changedAt: new Date(changedAt) });

    await vault.rememberMeters([described(2, '2027-11-02T00:00:00Z'), described(1, '2027-11-01T00:00:00Z')]);
    expect(await vault.unitOfWork.run(UTILITY, (tx) => vault.meters.find(tx, meter.meterNumber))).toMatchObject({ keyRevision: 2 });
    await vault.rememberMeters([described(3, '2026-11-03T00:00:00Z', 1)]);

    expect(await vault.unitOfWork.run(UTILITY, (tx) => vault.meters.find(tx, meter.meterNumber))).toMatchObject({ keyRevision: 3 });
  });

  it('are kept with an algorithm that only a later version knows, and until then are as good as unknown', async () => {
    const meter = {
      ...tokenRequest({ meterNumber: makeMeterNumber('07', '00000099') }),
      meterId: randomUUID(),
      commodity: 'electricity' as const,
    };
    const described = knownMeterOf({ ...meter, encryptionAlgorithm: { unknown: 'EA12' }, changedAt: new Date() });

    await vault.unitOfWork.run(UTILITY, (tx) => vault.meters.saveAll(tx, [described]));

    expect(await vault.unitOfWork.run(UTILITY, (tx) => vault.meters.find(tx, meter.meterNumber))).toBeUndefined();
    const { rows } = await vault.owner.query('select encryption_algorithm from known_meter where meter_number = $1', [meter.meterNumber]);
    expect(rows).toEqual([{ encryption_algorithm: 'EA12' }]);
  });
});
