import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type MessageAt, parkedAt } from './services.js';

/** Whatever is done to a message, the lists of its service and itself are read again. */
function useAct<Input = void>(at: MessageAt, act: (input: Input) => Promise<unknown>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: act,
    // Refused too: somebody else has been faster, or its place in the row has changed.
    onSettled: () => queries.invalidateQueries({ queryKey: ['parked', at.service] }),
  });
}

export const useReplay = (at: MessageAt) => useAct(at, () => parkedAt(at.service).replayParkedMessage({ params: { id: at.id } }));

export const useDiscard = (at: MessageAt) =>
  useAct(at, (reason: string) => parkedAt(at.service).discardParkedMessage({ params: { id: at.id }, body: { reason } }));

export const useApprove = (at: MessageAt) => useAct(at, () => parkedAt(at.service).approveDiscard({ params: { id: at.id } }));

export const useRefuse = (at: MessageAt) =>
  useAct(at, (reason: string) => parkedAt(at.service).refuseDiscard({ params: { id: at.id }, body: { reason } }));
