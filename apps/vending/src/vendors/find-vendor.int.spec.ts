import type { Principal } from '@openprepay/contracts/identity';
import { flightsOf } from '@openprepay/testing/flights';
import type { TestPrincipal } from '@openprepay/testing/identity';
import { UTILITY } from '@openprepay/testing/identity';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startVendingService, type VendingService } from '../../test/service.js';
import { FindVendor } from './find-vendor.js';

const OPERATOR: TestPrincipal = { roles: ['operator'] };

let service: VendingService;
beforeAll(async () => {
  service = await startVendingService();
});
afterAll(() => service.stop());

const newVendor = async (name: string, utility = UTILITY): Promise<string> =>
  String((await service.call('POST', '/v1/vendors', { as: { ...OPERATOR, utility }, body: { name } })).body.vendorId);
const clerkOf = (utility: string): Principal => ({
  subject: 'clerk',
  username: 'clerk',
  utility,
  currency: 'KES',
  timeZone: 'Africa/Nairobi',
  roles: ['clerk'],
  platform: false,
});

describe('a vendor', () => {
  it('is read once for all who ask in one moment, each of its own utility alone', async () => {
    const [ours, theirs] = [await newVendor('Ours'), await newVendor('Theirs', 'elsewhere')];
    const find = service.get(FindVendor);
    const asked = [
      { utility: UTILITY, vendorId: ours },
      { utility: 'elsewhere', vendorId: theirs },
      { utility: UTILITY, vendorId: theirs },
      { utility: 'elsewhere', vendorId: ours },
      { utility: UTILITY, vendorId: ours.toUpperCase() },
    ];

    let answers: readonly PromiseSettledResult<{ readonly name: string }>[] = [];
    const { statements } = await flightsOf(async () => {
      answers = await Promise.allSettled(asked.map(({ utility, vendorId }) => find.execute(clerkOf(utility), { vendorId })));
    });

    expect(statements.filter((statement) => /\bvendor\b/.test(statement))).toHaveLength(1);
    const told = answers.map((answer) => (answer.status === 'fulfilled' ? answer.value.name : answer.reason.code));
    expect(told).toEqual(['Ours', 'Theirs', 'vending.vendor_unknown', 'vending.vendor_unknown', 'Ours']);
  });
});
