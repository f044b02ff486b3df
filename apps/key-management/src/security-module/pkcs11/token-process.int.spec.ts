import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { TokenRequested } from '@openprepay/contracts/vending';
import { systemClock } from '@openprepay/persistence/clock';
import { eventually } from '@openprepay/testing/eventually';
import { UTILITY } from '@openprepay/testing/identity';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newMeter } from '../../../test/answers.js';
import { credit, KEY, meter } from '../../../test/security-module-suite.js';
import { labelWith, sealKey, split } from '../../../test/security-modules.js';
import { type RunningVault, startVault } from '../../../test/service.js';
import { hasSoftHsm, PIN, SoftHsm } from '../../../test/soft-hsm.js';
import { tokenRequest, VENDING_KEY } from '../../../test/vault.js';
import { SECURITY_MODULE } from '../security-module.feature.js';
import { TokenProcess } from './token-process.js';

const here = hasSoftHsm('the process that owns a PKCS#11 token');
const ENTRY = join(import.meta.dirname, '../../../bundle/service/token-process.js');
const unavailable = { name: 'NamedOutage', code: 'key-management.security_module_unavailable' };

let hsm: SoftHsm;
let module: TokenProcess;
beforeAll(() => {
  if (!here) return;
  hsm = new SoftHsm();
  module = new TokenProcess(ENTRY, { token: hsm.settings, older: undefined, staTablesFile: undefined });
});
afterAll(() => {
  module?.close();
  hsm?.remove();
});

const kill = () => process.kill(module.pid!, 'SIGKILL');

describe.runIf(here)('the process that owns the token', () => {
  it('makes what the module is asked for, and hands refusals over as they are', async () => {
    const key = await sealKey(module, labelWith(), KEY);

    expect(await module.openToken(key, meter, '49038946387998315634')).toMatchObject({ amountTenths: 256n, tokenIdentifier: 0x619d4c });
    await expect(module.importComponent(labelWith(), 1, 'no hexadecimal')).rejects.toMatchObject({
      name: 'KeyManagementError',
      code: 'key-management.component_format',
    });
    const tooMuch = { ...credit, amountTenths: 10n ** 12n } as typeof credit;
    await expect(module.issueTokens(key, [{ meter, tokens: [tooMuch] }])).rejects.toMatchObject({
      name: 'StsError',
      code: 'sts.amount_out_of_range',
    });
  });

  it('is begun again when it was killed; what it was asked for meanwhile is an outage', async () => {
    const key = await sealKey(module, labelWith(), KEY);
    const first = module.pid;

    const asked = module.issueTokens(key, Array(2_000).fill({ meter, tokens: [credit] }));
    kill();

    await expect(asked).rejects.toMatchObject(unavailable);
    expect(await eventually(() => module.issueTokens(key, [{ meter, tokens: [credit] }]))).toHaveLength(1);
    expect(module.pid).not.toBe(first);
  });
});

describe.runIf(here)('a vault whose keys are in a token', () => {
  let vault: RunningVault;
  beforeAll(async () => {
    if (!here) return;
    vault = await startVault({ override: [[SECURITY_MODULE, module]] });
    const as = (number: number) => ({ as: { roles: ['custodian'], username: `custodian${number}` } }) as const;
    await vault.call('POST', '/v1/supply-groups', { ...as(1), body: { supplyGroupCode: '600100', name: 'Town' } });
    const body = { keyType: 2, keyRevision: 1, keyExpiry: 255, baseDate: 2014, decoderKeyAlgorithm: 'DKGA04', components: 2 };
    const created = await vault.call('POST', '/v1/supply-groups/600100/vending-keys', { ...as(1), body });
    for (const [index, component] of split(VENDING_KEY).entries()) {
      const entered = await vault.call('POST', `/v1/vending-keys/${String(created.body['vendingKeyId'])}/components`, {
        ...as(index + 1),
        body: { component },
      });
      expect(entered.status, entered.text).toBe(200);
    }
  });
  afterAll(() => vault?.stop());

  const publish = (requests: readonly ReturnType<typeof tokenRequest>[]) =>
    vault.publishAll(TokenRequested, requests, { utility: UTILITY, ids: requests.map(() => systemClock.newId()) });
  const count = async (text: string) => Number((await vault.owner.query<{ count: string }>(text)).rows[0]!.count);

  it('whose process is killed again and again loses no sale, and answers none twice', async () => {
    const meters = Array.from({ length: 20 }, newMeter);
    const requests = meters.flatMap((one) => Array.from({ length: 15 }, () => ({ ...tokenRequest(one), requestId: randomUUID() })));

    for (let round = 0; round < 5; round++) {
      await publish(requests.slice(round * 60, (round + 1) * 60));
      await eventually(async () => expect(await count(`select count(*) from token_answer`)).toBeGreaterThan(round * 12));
      if (module.pid !== undefined) kill();
    }

    await eventually(async () => expect(await count(`select count(*) from token_answer`)).toBe(requests.length));
    expect(await count(`select count(*) from token_answer where refusal_code is null`)).toBe(requests.length);
    expect(await count(`select count(*) from issued_token`)).toBe(requests.length);
    expect(await count(`select count(distinct (meter_pan, token_identifier)) from issued_token`)).toBe(requests.length);
    expect(await count(`select count(*) from parked_message`)).toBe(0);
    expect(vault.logs.join('\n')).not.toContain(PIN);
    expect(vault.logs.join('\n').toLowerCase()).not.toContain(VENDING_KEY);
  });

  it('whose token is taken out is not ready and answers nobody until it is back', async () => {
    const ready = async () => (await vault.call('GET', '/health/ready')).status;
    hsm.takeOut();
    kill();
    await eventually(async () => expect(await ready()).toBe(503));
    const asked = tokenRequest(newMeter());
    await publish([asked]);
    // In between, a process that has ended is what is wrong.
    await eventually(async () =>
      expect((await vault.call('GET', '/v1/security-module', { as: { roles: ['engineer'] } })).body).toMatchObject({
        kind: 'pkcs11',
        healthy: false,
        problem: 'there is no token with the label openprepay',
      }),
    );
    const answered = await count(`select count(*) from token_answer where request_id = '${asked.requestId}'`);

    hsm.putBack();

    expect(answered).toBe(0);
    await eventually(async () =>
      expect(await count(`select count(*) from token_answer where request_id = '${asked.requestId}' and refusal_code is null`)).toBe(1),
    );
    expect(await ready()).toBe(200);
  });
});
