import { createRouter } from '@tanstack/react-router';
import { session } from '../session/session.js';
import { Crashed } from './crashed.js';
import { inside, root, signIn } from './frame-routes.js';
import { registerRoutes } from './register-routes.js';
import type { Search } from './route-parts.js';
import { screenRoutes } from './screen-routes.js';

const isPlain = (value: unknown): value is string | number | boolean => ['string', 'number', 'boolean'].includes(typeof value);

/** As people write addresses: a meter number is digits, and stays all of them. */
function plainSearch(search: Search): string {
  const given = Object.entries(search).flatMap(([name, value]) => (isPlain(value) ? [[name, String(value)]] : []));
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}

export const router = createRouter({
  routeTree: root.addChildren([signIn, inside.addChildren([...screenRoutes, ...registerRoutes])]),
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
