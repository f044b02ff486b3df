import { billingApi } from '@openprepay/contracts/http/billing';
import { gatewayApi } from '@openprepay/contracts/http/gateway';
import { keyManagementApi } from '@openprepay/contracts/http/key-management';
import { telemetryApi } from '@openprepay/contracts/http/telemetry';
import { vendingApi } from '@openprepay/contracts/http/vending';
import type { Role } from '@openprepay/contracts/identity';
import { describe, expect, it } from 'vitest';
import { mayUse, type ScreenName, screens } from './screens.js';

const SOURCES = import.meta.glob<string>(['../**/*.ts', '../**/*.tsx', '!../**/*.spec.ts'], {
  query: '?raw',
  import: 'default',
  eager: true,
});
const APIS = { billing: billingApi, gateway: gatewayApi, keyManagement: keyManagementApi, telemetry: telemetryApi, vending: vendingApi };
const CALL = /\b(billing|gateway|keyManagement|telemetry|vending)\.(\w+)\(/g;
const ROLES: readonly Role[] = ['operator', 'engineer', 'clerk', 'vendor', 'auditor', 'custodian'];

/** Folders that are no screen of their own, with those that they are a part of; the last ones are of the frame, or of everybody. */
const PARTS: Readonly<Record<string, readonly ScreenName[]>> = {
  'account-payments': ['accounts', 'vendors'],
  commissions: ['vendors'],
  corrections: ['ledger'],
  'key-changes': ['meters'],
  policies: ['tokens'],
  reversals: ['vends'],
  storms: ['alarms'],
  terminals: ['vendors'],
};
const OF_THE_FRAME: readonly string[] = ['api', 'app', 'live', 'session', 'sign-in', 'ui', 'words'];

interface Act {
  readonly act: string;
  readonly folder: string;
  readonly roles: readonly Role[];
}

/** What the pages send that changes something, and who may send it. */
const acts: readonly Act[] = Object.entries(SOURCES).flatMap(([file, source]) => {
  const folder = file.split('/')[1]!;
  if (OF_THE_FRAME.includes(folder)) return [];
  return [...source.matchAll(CALL)].flatMap(([, api, name]) => {
    const { endpoints } = APIS[api as keyof typeof APIS] as { endpoints: Record<string, { method: string; access: object } | undefined> };
    const endpoint = endpoints[name!];
    if (endpoint === undefined || endpoint.method === 'GET' || !('roles' in endpoint.access)) return [];
    return [{ act: `${api!}.${name!}`, folder, roles: endpoint.access.roles as readonly Role[] }];
  });
});
const screensOfFolder = (folder: string): readonly ScreenName[] =>
  PARTS[folder] ?? screens.flatMap(({ name }) => (name === folder ? [name] : []));

describe('who may act', () => {
  it('acts in a folder that is a screen, or a part of one', () => {
    expect(acts.length).toBeGreaterThan(50);
    expect([...new Set(acts.map(({ folder }) => folder))].filter((folder) => screensOfFolder(folder).length === 0)).toEqual([]);
  });

  it.each(ROLES)('reaches the screen where it is done: %s', (role) => {
    const mine = acts.filter(({ roles }) => roles.includes(role));
    const out = mine.filter(({ act }) => {
      const done = acts.filter((one) => one.act === act).flatMap((one) => screensOfFolder(one.folder));
      return !screens.some((screen) => done.includes(screen.name) && mayUse(screen, [role]));
    });
    expect([...new Set(out.map(({ act, folder }) => `${act} in ${folder}`))]).toEqual([]);
  });
});
