import { useMe } from '../session/use-session.js';

/** Whether keys may be acted on: administrators hand out roles, so the vault takes nothing from them. */
export function useIsCustodian(): boolean {
  const { roles } = useMe();
  return roles.includes('custodian') && !roles.includes('admin');
}

/** Whether what custodians asked and did may be read; engineers see the keys alone. */
export function useMayRead(): boolean {
  const { roles } = useMe();
  return roles.some((role) => role === 'custodian' || role === 'admin' || role === 'auditor');
}
