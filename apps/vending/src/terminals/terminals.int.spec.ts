import type { TestPrincipal } from '@openprepay/testing/identity';
import { sql } from '@openprepay/persistence/sql';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { flightsOf } from '@openprepay/testing/flights';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startVendingService, type VendingService } from '../../test/service.js';
import { SignInTerminal } from './sign-in-terminal.js';

const OPERATOR: TestPrincipal = { roles: ['operator'] };

let service: VendingService;
let vendorId: string;
beforeAll(async () => {
  service = await startVendingService();
  vendorId = (await service.call('POST', '/v1/vendors', { as: OPERATOR, body: { name: 'Corner shop' } })).body.vendorId;
});
afterAll(() => service.stop());

async function newTerminal(name = 'Till 1') {
  const outlet = await service.call('POST', `/v1/vendors/${vendorId}/outlets`, { as: OPERATOR, body: { name: 'Market' } });
  expect(outlet).toMatchObject({ status: 201, body: { vendorId, name: 'Market' } });
  const { status, body } = await service.call('POST', `/v1/outlets/${outlet.body.outletId}/terminals`, { as: OPERATOR, body: { name } });
  expect(status).toBe(201);
  return body;
}

const signIn = (terminalId: string, secret: string) => service.get(SignInTerminal).execute({ terminalId, secret });
const refused = expect.objectContaining({ code: 'vending.terminal_not_authenticated' });

describe('an outlet', () => {
  const open = (name: string, of = vendorId) => service.call('POST', `/v1/vendors/${of}/outlets`, { as: OPERATOR, body: { name } });
  const list = (query = '', as: TestPrincipal = OPERATOR) => service.call('GET', `/v1/vendors/${vendorId}/outlets${query}`, { as });

  it('is opened once per name of its vendor, however often its form is sent', async () => {
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => open('Twice')));

    expect(outcomes.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    expect(new Set(outcomes.map(({ body }) => body.outletId)).size).toBe(1);
    expect(outcomes.filter(({ headers }) => headers.get('idempotency-replayed') === 'true')).toHaveLength(4);
    const other = await service.call('POST', '/v1/vendors', { as: OPERATOR, body: { name: 'Another' } });
    expect((await open('Twice', other.body.vendorId)).body.outletId).not.toBe(outcomes[0]?.body.outletId);
  });

  it('is listed with its terminals, in the order in which they were opened, and to no other vendor', async () => {
    const { outletId, terminalId, name } = await newTerminal('Listed');
    const { outletId: empty } = (await open('Without a till')).body;

    const first = await list('?limit=1');
    const rest = await list(`?limit=500&cursor=${first.body.nextCursor}`);

    const outlets = [...first.body.items, ...rest.body.items] as { outletId: string; terminals: unknown[] }[];
    expect(outlets.map((outlet) => outlet.outletId)).toEqual(outlets.map((outlet) => outlet.outletId).toSorted());
    expect(outlets.find((outlet) => outlet.outletId === outletId)?.terminals).toContainEqual(expect.objectContaining({ terminalId, name }));
    expect(outlets.find((outlet) => outlet.outletId === empty)?.terminals).toEqual([]);
    expect(rest.text).not.toContain('secret');
    const here = await service.call('GET', `/v1/vendors/${vendorId}/terminals?outletId=${empty}`, { as: OPERATOR });
    expect(here.body.items).toEqual([]);
    expect(await list('', { roles: ['vendor'], vendorId: outletId })).toMatchObject({
      status: 403,
      body: { code: 'vending.vendor_not_yours' },
    });
  });
});

describe('a terminal', () => {
  it('signs in by the secret that is told once, and sells for its vendor alone', async () => {
    const { terminalId, secret } = await newTerminal();

    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(await signIn(terminalId, secret)).toMatchObject({
      principal: { vendorId, roles: ['vendor'], currency: 'KES', subject: terminalId },
      vendorName: 'Corner shop',
      outletName: 'Market',
    });
    const listed = await service.call('GET', `/v1/vendors/${vendorId}/terminals`, { as: OPERATOR });
    expect(listed.body.items).toContainEqual(expect.objectContaining({ terminalId, name: 'Till 1' }));
    expect(listed.text).not.toContain(secret);
  });

  it('is looked up together with all that come in one moment, each known by its own id and secret alone', async () => {
    const tills = [await newTerminal('Till 1'), await newTerminal('Till 2'), await newTerminal('Till 3')];
    await service.call('POST', `/v1/terminals/${tills[2]?.terminalId}/revoke`, { as: OPERATOR });
    const [one, two, revoked] = tills.map(({ terminalId, secret }) => ({ terminalId: String(terminalId), secret: String(secret) }));
    const credentials = [
      one!,
      two!,
      revoked!,
      { ...one!, secret: two!.secret },
      { ...one!, terminalId: one!.terminalId.toUpperCase() },
      two!,
    ];

    let answers: readonly PromiseSettledResult<{ readonly principal: { readonly subject: string } }>[] = [];
    const { statements } = await flightsOf(async () => {
      answers = await Promise.allSettled(credentials.map(({ terminalId, secret }) => signIn(terminalId, secret)));
    });

    expect(statements.filter((statement) => /\bfrom terminal\b/.test(statement))).toHaveLength(1);
    const told = answers.map((answer) => (answer.status === 'fulfilled' ? answer.value.principal.subject : answer.reason.code));
    const no = 'vending.terminal_not_authenticated';
    expect(told).toEqual([one!.terminalId, two!.terminalId, no, no, one!.terminalId, two!.terminalId]);
  });

  it('is refused by anything but its own id and secret', async () => {
    const one = await newTerminal();
    const other = await newTerminal('Till 2');

    await expect(signIn(one.terminalId, other.secret)).rejects.toEqual(refused);
    await expect(signIn(one.terminalId, '')).rejects.toEqual(refused);
    await expect(signIn(one.terminalId, 'x'.repeat(100_000))).rejects.toEqual(refused);
    await expect(signIn(vendorId, one.secret)).rejects.toEqual(refused);
    await expect(signIn("' or 1=1", one.secret)).rejects.toEqual(refused);
  });

  it('does not sign in again from the moment it is revoked, and stays revoked by whoever did it first', async () => {
    const { terminalId, secret } = await newTerminal();
    await signIn(terminalId, secret);

    const first = await service.call('POST', `/v1/terminals/${terminalId}/revoke`, { as: OPERATOR });

    expect(first).toMatchObject({ status: 200, body: { terminalId, revokedAt: expect.any(String) } });
    await expect(signIn(terminalId, secret)).rejects.toEqual(refused);
    expect((await service.call('POST', `/v1/terminals/${terminalId}/revoke`, { as: OPERATOR })).body).toEqual(first.body);
  });

  it('leaves its secret nowhere in the database', async () => {
    const { secret } = await newTerminal();

    const rows = await service.get(UnitOfWork).run(ALL_UTILITIES, (tx) => sql(tx, 'select t::text from terminal t'));
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(secret);
  });

  it('is set up by the utility’s operators alone, and not seen by another vendor or utility', async () => {
    const { outletId, terminalId } = await newTerminal();
    const path = `/v1/outlets/${outletId}/terminals`;
    const body = { name: 'Till' };

    for (const as of [{ roles: ['vendor'], vendorId }, { roles: ['clerk'] }] satisfies TestPrincipal[])
      expect(await service.call('POST', path, { as, body })).toMatchObject({ status: 403 });
    expect(await service.call('POST', path, { as: { roles: ['operator', 'vendor'], vendorId }, body })).toMatchObject({
      status: 403,
      body: { code: 'vending.staff_required' },
    });
    const elsewhere: TestPrincipal = { roles: ['operator'], utility: 'elsewhere' };
    expect((await service.call('POST', path, { as: elsewhere, body })).body.code).toBe('vending.outlet_unknown');
    expect((await service.call('POST', `/v1/terminals/${terminalId}/revoke`, { as: elsewhere })).body.code).toBe(
      'vending.terminal_unknown',
    );
    expect((await service.call('GET', `/v1/vendors/${vendorId}/terminals`, { as: elsewhere })).body.code).toBe('vending.vendor_unknown');
    const stranger: TestPrincipal = { roles: ['vendor'], vendorId: '00000000-0000-4000-8000-000000000009' };
    expect((await service.call('GET', `/v1/vendors/${vendorId}/terminals`, { as: stranger })).body.code).toBe('vending.vendor_not_yours');
  });
});
