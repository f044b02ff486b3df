import type { Role } from '@openprepay/contracts/identity';
import { mayUse, type ScreenName, screens } from '../session/screens.js';
import { useMe } from '../session/use-session.js';

/** Whether who is signed in may open a screen: no link leads to a closed door. */
export function useMayOpen(): (name: ScreenName) => boolean {
  const { roles } = useMe();
  return (name) => screens.some((screen) => screen.name === name && mayUse(screen, roles));
}

/** Whether who is signed in may do what the api lets these roles, and an administrator, do. */
export function useMayDo(allowed: readonly Role[]): boolean {
  const { roles } = useMe();
  return roles.some((role) => role === 'admin' || allowed.includes(role));
}
