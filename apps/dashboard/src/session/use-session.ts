import { useSyncExternalStore } from 'react';
import type { MeAnswer } from '@openprepay/contracts/http/gateway';
import { session, type Session } from './session.js';

export const useSession = (): Session => useSyncExternalStore(session.subscribe, session.read);

/** Who is signed in; only below the routes that ask for it. */
export function useMe(): MeAnswer {
  const current = useSession();
  if (current.state !== 'signed-in') throw new Error('nobody is signed in');
  return current.me;
}
