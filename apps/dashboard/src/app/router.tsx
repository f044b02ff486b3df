import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet } from '@tanstack/react-router';
import { session } from '../session/session.js';
import { Crashed } from './crashed.js';
import { NotFound } from './not-found.js';
import { Shell } from './shell.js';

const root = createRootRoute({
  component: Outlet,
  notFoundComponent: NotFound,
  // A reload signs in again by the cookie, before anything is shown.
  beforeLoad: async () => {
    if (session.read().state === 'starting') await session.start();
  },
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  component: lazyRouteComponent(() => import('../session/sign-in-page.js'), 'SignInPage'),
  validateSearch: (search: Readonly<Record<string, unknown>>): { back?: string } =>
    typeof search['back'] === 'string' && isOwnAddress(search['back']) ? { back: search['back'] } : {},
});

/** Nobody is sent from here to somebody else's page. */
const isOwnAddress = (address: string): boolean => /^\/(?![/\\])/.test(address);

const inside = createRoute({ getParentRoute: () => root, id: 'inside', component: Shell });

type Search = Readonly<Record<string, unknown>>;
/** Filters live in the address, as texts. */
const texts =
  <Name extends string>(...names: readonly Name[]) =>
  (search: Search): { [N in Name]?: string } =>
    Object.fromEntries(
      names.flatMap((name) => {
        const value = search[name];
        return typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : [];
      }),
    ) as { [N in Name]?: string };

const now = createRoute({
  getParentRoute: () => inside,
  path: '/',
  component: lazyRouteComponent(() => import('../now/now-page.js'), 'NowPage'),
});

const sell = createRoute({
  getParentRoute: () => inside,
  path: '/sell',
  validateSearch: texts('meterNumber'),
  component: lazyRouteComponent(() => import('../sell/sell-page.js'), 'SellPage'),
});

const vends = createRoute({
  getParentRoute: () => inside,
  path: '/vends',
  validateSearch: texts('meterNumber', 'vendorId', 'state'),
  component: lazyRouteComponent(() => import('../vends/vends-page.js'), 'VendsPage'),
});

const vend = createRoute({
  getParentRoute: () => inside,
  path: '/vends/$vendId',
  component: lazyRouteComponent(() => import('../vends/vend-page.js'), 'VendPage'),
});

const meters = createRoute({
  getParentRoute: () => inside,
  path: '/meters',
  validateSearch: texts('search', 'supplyGroupCode', 'state'),
  component: lazyRouteComponent(() => import('../meters/meters-page.js'), 'MetersPage'),
});

const meter = createRoute({
  getParentRoute: () => inside,
  path: '/meters/$meterNumber',
  validateSearch: texts('register', 'range', 'resolution'),
  component: lazyRouteComponent(() => import('../meters/meter-page.js'), 'MeterPage'),
});

const alarms = createRoute({
  getParentRoute: () => inside,
  path: '/alarms',
  validateSearch: texts('kind', 'state'),
  component: lazyRouteComponent(() => import('../alarms/alarms-page.js'), 'AlarmsPage'),
});

const vendors = createRoute({
  getParentRoute: () => inside,
  path: '/vendors',
  component: lazyRouteComponent(() => import('../vendors/vendors-page.js'), 'VendorsPage'),
});

const vendor = createRoute({
  getParentRoute: () => inside,
  path: '/vendors/$vendorId',
  component: lazyRouteComponent(() => import('../vendors/vendor-page.js'), 'VendorPage'),
});

const tariffs = createRoute({
  getParentRoute: () => inside,
  path: '/tariffs',
  component: lazyRouteComponent(() => import('../tariffs/tariffs-page.js'), 'TariffsPage'),
});

const tariff = createRoute({
  getParentRoute: () => inside,
  path: '/tariffs/$code',
  component: lazyRouteComponent(() => import('../tariffs/tariff-page.js'), 'TariffPage'),
});

const accounts = createRoute({
  getParentRoute: () => inside,
  path: '/accounts',
  validateSearch: texts('search'),
  component: lazyRouteComponent(() => import('../accounts/accounts-page.js'), 'AccountsPage'),
});

const account = createRoute({
  getParentRoute: () => inside,
  path: '/accounts/$accountNumber',
  component: lazyRouteComponent(() => import('../accounts/account-page.js'), 'AccountPage'),
});

const ledger = createRoute({
  getParentRoute: () => inside,
  path: '/ledger',
  validateSearch: texts('tab', 'from', 'to'),
  component: lazyRouteComponent(() => import('../ledger/ledger-page.js'), 'LedgerPage'),
});

const keys = createRoute({
  getParentRoute: () => inside,
  path: '/keys',
  validateSearch: texts('tab'),
  component: lazyRouteComponent(() => import('../keys/keys-page.js'), 'KeysPage'),
});

const operations = createRoute({
  getParentRoute: () => inside,
  path: '/operations',
  validateSearch: texts('tab', 'service'),
  component: lazyRouteComponent(() => import('../operations/operations-page.js'), 'OperationsPage'),
});

const users = createRoute({
  getParentRoute: () => inside,
  path: '/users',
  component: lazyRouteComponent(() => import('../users/users-page.js'), 'UsersPage'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    inside.addChildren([
      now,
      sell,
      vends,
      vend,
      meters,
      meter,
      alarms,
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
    ]),
  ]),
  defaultPreload: 'intent',
  defaultErrorComponent: Crashed,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
