import type { Role } from '@openprepay/contracts/identity';
import { useMe } from './use-session.js';

/** Whether whoever is signed in may do what is for this role; an administrator may. */
export function useMay(role: Role): boolean {
  const { roles } = useMe();
  return roles.includes(role) || roles.includes('admin');
}
