import { useQueryClient } from '@tanstack/react-query';
import type { UserAnswer } from '@openprepay/contracts/http/gateway';
import { gateway } from '../api/clients.js';
import { useSending } from '../api/use-sending.js';
import { readUsersAgain } from './queries.js';

type Change = NonNullable<Parameters<typeof gateway.changeUser>[0]['body']>;

/** Done at once, or only asked for: what makes a custodian waits for another administrator. */
export type Outcome = 'done' | 'asked';
const ASKED = 202;

export const outcomeOf = ({ status }: { readonly status: number }): Outcome => (status === ASKED ? 'asked' : 'done');

/** Changes an account; a password in the change is not kept. */
export function useChange({ userId }: UserAnswer) {
  const queries = useQueryClient();
  const sending = useSending<Outcome>();
  const change = (body: Change): Promise<void> =>
    sending.send(async () => {
      const outcome = outcomeOf(await gateway.changeUser({ params: { userId }, body }));
      void readUsersAgain(queries);
      return outcome;
    });
  return { current: sending.current, change };
}
