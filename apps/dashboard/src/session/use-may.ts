import type { Role } from '@openprepay/contracts/identity';
import { mayUse, type ScreenName, screens } from './screens.js';
import { useMe } from './use-session.js';

/** Whether whoever is signed in may do what the api lets these roles, and an administrator, do. */
export function useMay(...allowed: readonly Role[]): boolean {
  const { roles } = useMe();
  return roles.some((role) => role === 'admin' || allowed.includes(role));
}

/** Whether whoever is signed in may open a screen: no link leads to a closed door. */
export function useMayOpen(): (name: ScreenName) => boolean {
  const { roles } = useMe();
  return (name) => screens.some((screen) => screen.name === name && mayUse(screen, roles));
}
