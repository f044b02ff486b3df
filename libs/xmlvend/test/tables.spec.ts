import { describe, expect, it } from 'vitest';
import { tables } from '../src/all-tables.js';
import { faultsOf, profiles } from '../src/index.js';
import { modelOf } from '../src/model.js';

/** The rules of business that two independent bindings know. */
const COMMON = [
  'UnknownMeterEx',
  'BlockedMeterEx',
  'InsufficientMeterDataEx',
  'MSNOCheckDigitEx',
  'RequireMeterCardEx',
  'ConfirmCustomerEx',
  'ClientIDAuthorisationEx',
  'RequestAuthorisationEx',
  'SGCAuthorisationEx',
  'LatestKRNEx',
  'UpdateMtrKeySameEx',
  'UnknownMeterUpdateMtrKeyEx',
  'STSDataEx',
  'VendorCreditEx',
  'DebtEx',
  'ServiceChrgEx',
  'FBEEx',
  'ReprintEx',
  'VerifyTokenEx',
  'CancelEx',
  'StartBatchEx',
  'EndBatchEx',
  'CheckBatchTotalEx',
  'ReprintEndBatchEx',
  'ReprintDepositSlipEx',
];
const PROTOCOL = ['UseCaseSupportEx', 'ClientIDSSLEx', 'XMLVendSchemaEx', 'LastResponseEx', 'ReversalEx', 'ConfirmationEx', 'SystemEx'];

describe('the tables', () => {
  it('use no name in two namespaces', () => {
    const names = Object.values(tables).flatMap((table) => Object.keys(table));

    expect(names).toHaveLength(new Set(names).size);
  });

  it.each(profiles)('give no part of a type of %s two meanings', (profile) => {
    for (const { name, fields, elements, attributes } of modelOf(profile).types.values()) {
      expect(new Set(fields.map((field) => field.name)).size, name).toBe(fields.length);
      expect(elements.size + attributes.size, name).toBe(fields.length);
      expect(fields.map((field) => field.name)).not.toContain('type');
    }
  });

  it.each(profiles)('have every root of %s, and a type of it that is not abstract', (profile) => {
    const { roots, types } = modelOf(profile);

    for (const root of roots.values())
      expect(
        [...types.values()].some(({ abstract, lineage }) => !abstract && lineage.has(root.type)),
        root.name,
      ).toBe(true);
    expect([...roots.keys()].filter((name) => name.endsWith('Req')).length).toBeGreaterThanOrEqual(21);
  });

  it.each(profiles)('have the common faults of %s, and what its vendor adds only there', (profile) => {
    const faults = faultsOf(profile);

    expect(faults).toEqual(expect.arrayContaining([...COMMON, ...PROTOCOL]));
    expect(faults.includes('DuplicateMsgIDEx')).toBe(profile === 'conlog' || profile === 'itron');
  });
});
