import { createRootRoute, createRoute, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router';
import type { Role } from '@openprepay/contracts/identity';
import { screensOf } from '../session/screens.js';
import { session } from '../session/session.js';
import { NotFound } from './not-found.js';
import { Shell } from './shell.js';

export const root = createRootRoute({
  component: Outlet,
  notFoundComponent: NotFound,
  // A reload signs in again by the cookie, before anything is shown.
  beforeLoad: async () => {
    if (session.read().state === 'starting') await session.start();
  },
});

/** Whoever is signed in already goes on to where they were going. */
export const signIn = createRoute({
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
export const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  component: Shell,
  beforeLoad: ({ location }) => {
    const current = session.read();
    if (current.state === 'signed-in') leadIn(current.me.roles, location.pathname);
    else redirect({ to: '/sign-in', search: { back: location.href }, replace: true, throw: true });
  },
});
