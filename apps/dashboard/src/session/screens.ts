import type { Role } from '@openprepay/contracts/identity';

/** Every screen of the menu, in its order: where it is and who may use it. */
export const screens = [
  { name: 'now', path: '/', roles: ['operator', 'engineer', 'clerk', 'auditor', 'admin'] },
  { name: 'sell', path: '/sell', roles: ['vendor', 'operator', 'clerk'] },
  { name: 'vends', path: '/vends', roles: ['vendor', 'operator', 'clerk', 'engineer', 'auditor'] },
  { name: 'batches', path: '/batches', roles: ['vendor', 'operator', 'clerk', 'auditor'] },
  { name: 'deliveries', path: '/deliveries', roles: ['operator', 'engineer', 'clerk', 'auditor'] },
  { name: 'meters', path: '/meters', roles: ['operator', 'engineer', 'clerk', 'auditor'] },
  { name: 'alarms', path: '/alarms', roles: ['operator', 'engineer', 'clerk'] },
  { name: 'exceptions', path: '/exceptions', roles: ['operator', 'engineer', 'clerk', 'auditor'] },
  { name: 'tokens', path: '/tokens', roles: ['engineer', 'operator', 'clerk', 'admin'] },
  { name: 'vendors', path: '/vendors', roles: ['operator', 'clerk', 'vendor'] },
  { name: 'tariffs', path: '/tariffs', roles: ['clerk', 'admin', 'auditor'] },
  { name: 'accounts', path: '/accounts', roles: ['clerk', 'operator', 'auditor'] },
  { name: 'ledger', path: '/ledger', roles: ['clerk', 'operator', 'auditor', 'admin'] },
  { name: 'models', path: '/models', roles: ['engineer', 'operator', 'clerk', 'auditor'] },
  { name: 'network', path: '/network', roles: ['engineer', 'operator', 'clerk', 'auditor'] },
  { name: 'imports', path: '/imports', roles: ['engineer', 'operator', 'clerk'] },
  { name: 'keys', path: '/keys', roles: ['custodian', 'engineer', 'admin', 'auditor'] },
  { name: 'provenance', path: '/provenance', roles: ['custodian', 'operator', 'engineer', 'admin', 'auditor'] },
  { name: 'campaigns', path: '/campaigns', roles: ['engineer', 'operator', 'auditor'] },
  { name: 'head-end', path: '/head-end', roles: ['operator', 'engineer', 'clerk', 'auditor'] },
  { name: 'operations', path: '/operations', roles: ['operator', 'engineer'] },
  { name: 'users', path: '/users', roles: ['admin'] },
] as const satisfies readonly { readonly name: string; readonly path: string; readonly roles: readonly Role[] }[];

export type Screen = (typeof screens)[number];
export type ScreenName = Screen['name'];

export const mayUse = (screen: Screen, roles: readonly Role[]): boolean => screen.roles.some((role) => roles.includes(role));

export const screensOf = (roles: readonly Role[]): readonly Screen[] => screens.filter((screen) => mayUse(screen, roles));

/** The screen that an address belongs to; `/vends/…` belongs to the one of `/vends`. */
export const screenAt = (path: string): Screen | undefined =>
  screens.find((screen) => (screen.path === '/' ? path === '/' : path === screen.path || path.startsWith(`${screen.path}/`)));

const FOLLOWERS: readonly Role[] = ['operator', 'engineer', 'clerk', 'vendor', 'auditor'];

/** Whether the live stream tells these roles anything. */
export const mayFollow = (roles: readonly Role[]): boolean => FOLLOWERS.some((role) => roles.includes(role));
