import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router';
import type { Role } from '@openprepay/contracts/identity';
import { session } from '../session/session.js';
import { Crashed } from './crashed.js';
import { NotFound } from './not-found.js';
import { screensOf } from '../session/screens.js';
import { Shell } from './shell.js';

const root = createRootRoute({
  component: Outlet,
  notFoundComponent: NotFound,
  // A reload signs in again by the cookie, before anything is shown.
  beforeLoad: async () => {
    if (session.read().state === 'starting') await session.start();
  },
});

/** Whoever is signed in already goes on to where they were going. */
const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  component: lazyRouteComponent(() => import('../sign-in/sign-in-page.js'), 'SignInPage'),
  validateSearch: (search: Readonly<Record<string, unknown>>): { back?: string } =>
    typeof search['back'] === 'string' && isOwnAddress(search['back']) ? { back: search['back'] } : {},
  beforeLoad: ({ search }) => {
    if (session.read().state === 'signed-in') redirect({ to: search.back ?? '/', replace: true, throw: true });
  },
});

/** Nobody is sent from here to somebody else's page. */
const isOwnAddress = (address: string): boolean => /^\/(?![/\\])/.test(address);

/** The address of the house leads everybody to where they may begin. */
function leadIn(roles: readonly Role[], path: string): void {
  const first = screensOf(roles)[0];
  if (path === '/' && first !== undefined && first.path !== '/') redirect({ to: first.path, replace: true, throw: true });
}

/** Who is not signed in is sent to sign in, and comes back. */
const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  component: Shell,
  beforeLoad: ({ location }) => {
    const current = session.read();
    if (current.state === 'signed-in') leadIn(current.me.roles, location.pathname);
    else redirect({ to: '/sign-in', search: { back: location.href }, replace: true, throw: true });
  },
});

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

const vendTexts = texts('meterNumber', 'vendorId', 'state');
const vends = createRoute({
  getParentRoute: () => inside,
  path: '/vends',
  validateSearch: (search: Search): ReturnType<typeof vendTexts> & { stuck?: true } => ({
    ...vendTexts(search),
    ...(search['stuck'] === true || search['stuck'] === 'true' ? { stuck: true } : {}),
  }),
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
  validateSearch: texts('search'),
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
  validateSearch: texts('meterNumber', 'state'),
  component: lazyRouteComponent(() => import('../alarms/alarms-page.js'), 'AlarmsPage'),
});

const tokens = createRoute({
  getParentRoute: () => inside,
  path: '/tokens',
  validateSearch: texts('tab', 'meterNumber', 'state'),
  component: lazyRouteComponent(() => import('../tokens/tokens-page.js'), 'TokensPage'),
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
  validateSearch: texts('version', 'amount'),
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
  validateSearch: texts('tab', 'period', 'asOf', 'subLedger', 'reference', 'after'),
  component: lazyRouteComponent(() => import('../ledger/ledger-page.js'), 'LedgerPage'),
});

const keys = createRoute({
  getParentRoute: () => inside,
  path: '/keys',
  validateSearch: texts('tab', 'state'),
  component: lazyRouteComponent(() => import('../keys/keys-page.js'), 'KeysPage'),
});

const operations = createRoute({
  getParentRoute: () => inside,
  path: '/operations',
  validateSearch: texts('tab', 'service', 'state', 'message', 'code', 'meterNumber'),
  component: lazyRouteComponent(() => import('../operations/operations-page.js'), 'OperationsPage'),
});

const users = createRoute({
  getParentRoute: () => inside,
  path: '/users',
  validateSearch: texts('tab'),
  component: lazyRouteComponent(() => import('../users/users-page.js'), 'UsersPage'),
});

const isPlain = (value: unknown): value is string | number | boolean => ['string', 'number', 'boolean'].includes(typeof value);

/** As people write addresses: a meter number is digits, and stays all of them. */
function plainSearch(search: Search): string {
  const given = Object.entries(search).flatMap(([name, value]) => (isPlain(value) ? [[name, String(value)]] : []));
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}

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
    ]),
  ]),
  defaultPreload: 'intent',
  defaultErrorComponent: Crashed,
  scrollRestoration: true,
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: plainSearch,
});

// A session that ends sends the page to sign in, wherever it is.
session.subscribe(() => void router.invalidate());

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
