import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { inside } from './frame-routes.js';
import { type Search, texts, worded } from './route-parts.js';

const now = createRoute({
  getParentRoute: () => inside,
  path: '/',
  component: lazyRouteComponent(() => worded(import('../now/now-page.js')), 'NowPage'),
});

const sell = createRoute({
  getParentRoute: () => inside,
  path: '/sell',
  validateSearch: texts('meterNumber'),
  component: lazyRouteComponent(() => import('../sell/sell-page.js'), 'SellPage'),
});

const vendTexts = texts('meterNumber', 'vendorId', 'state');
const vends = createRoute({
  getParentRoute: () => inside,
  path: '/vends',
  validateSearch: (search: Search): ReturnType<typeof vendTexts> & { stuck?: true } => ({
    ...vendTexts(search),
    ...(search['stuck'] === true || search['stuck'] === 'true' ? { stuck: true } : {}),
  }),
  component: lazyRouteComponent(() => worded(import('../vends/vends-page.js')), 'VendsPage'),
});

const vend = createRoute({
  getParentRoute: () => inside,
  path: '/vends/$vendId',
  component: lazyRouteComponent(() => worded(import('../vends/vend-page.js')), 'VendPage'),
});

const meters = createRoute({
  getParentRoute: () => inside,
  path: '/meters',
  validateSearch: texts('search', 'networkNode'),
  component: lazyRouteComponent(() => worded(import('../meters/meters-page.js')), 'MetersPage'),
});

const meter = createRoute({
  getParentRoute: () => inside,
  path: '/meters/$meterNumber',
  validateSearch: texts('register', 'range', 'resolution'),
  component: lazyRouteComponent(() => worded(import('../meters/meter-page.js')), 'MeterPage'),
});

const alarms = createRoute({
  getParentRoute: () => inside,
  path: '/alarms',
  validateSearch: texts('tab', 'meterNumber', 'state'),
  component: lazyRouteComponent(() => worded(import('../alarms/alarms-page.js')), 'AlarmsPage'),
});

const storm = createRoute({
  getParentRoute: () => inside,
  path: '/alarms/storms/$stormId',
  validateSearch: texts('which'),
  component: lazyRouteComponent(() => worded(import('../storms/storm-page.js')), 'StormPage'),
});

const tokens = createRoute({
  getParentRoute: () => inside,
  path: '/tokens',
  validateSearch: texts('tab', 'meterNumber', 'state'),
  component: lazyRouteComponent(() => worded(import('../tokens/tokens-page.js')), 'TokensPage'),
});

const vendors = createRoute({
  getParentRoute: () => inside,
  path: '/vendors',
  component: lazyRouteComponent(() => worded(import('../vendors/vendors-page.js')), 'VendorsPage'),
});

const vendor = createRoute({
  getParentRoute: () => inside,
  path: '/vendors/$vendorId',
  component: lazyRouteComponent(() => worded(import('../vendors/vendor-page.js')), 'VendorPage'),
});

const tariffs = createRoute({
  getParentRoute: () => inside,
  path: '/tariffs',
  component: lazyRouteComponent(() => worded(import('../tariffs/tariffs-page.js')), 'TariffsPage'),
});

const tariff = createRoute({
  getParentRoute: () => inside,
  path: '/tariffs/$code',
  validateSearch: texts('version', 'amount'),
  component: lazyRouteComponent(() => worded(import('../tariffs/tariff-page.js')), 'TariffPage'),
});

const accounts = createRoute({
  getParentRoute: () => inside,
  path: '/accounts',
  validateSearch: texts('search'),
  component: lazyRouteComponent(() => worded(import('../accounts/accounts-page.js')), 'AccountsPage'),
});

const account = createRoute({
  getParentRoute: () => inside,
  path: '/accounts/$accountNumber',
  component: lazyRouteComponent(() => worded(import('../accounts/account-page.js')), 'AccountPage'),
});

const ledger = createRoute({
  getParentRoute: () => inside,
  path: '/ledger',
  validateSearch: texts('tab', 'period', 'asOf', 'subLedger', 'reference', 'after'),
  component: lazyRouteComponent(() => worded(import('../ledger/ledger-page.js')), 'LedgerPage'),
});

const keys = createRoute({
  getParentRoute: () => inside,
  path: '/keys',
  validateSearch: texts('tab', 'state'),
  component: lazyRouteComponent(() => worded(import('../keys/keys-page.js')), 'KeysPage'),
});

const operations = createRoute({
  getParentRoute: () => inside,
  path: '/operations',
  validateSearch: texts('tab', 'service', 'state', 'message', 'code', 'meterNumber'),
  component: lazyRouteComponent(() => worded(import('../operations/operations-page.js')), 'OperationsPage'),
});

const users = createRoute({
  getParentRoute: () => inside,
  path: '/users',
  validateSearch: texts('tab'),
  component: lazyRouteComponent(() => worded(import('../users/users-page.js')), 'UsersPage'),
});

/** The screens of every day. */
export const screenRoutes = [
  now,
  sell,
  vends,
  vend,
  meters,
  meter,
  alarms,
  storm,
  tokens,
  vendors,
  vendor,
  tariffs,
  tariff,
  accounts,
  account,
  ledger,
  keys,
  operations,
  users,
] as const;
