import { useQueries, useQuery } from '@tanstack/react-query';
import type { OperationsAnswer } from '@openprepay/contracts/http/parked-messages';
import { healthQuery, operationsQuery } from './queries.js';
import { isService, SERVICES } from './services.js';

type Health = 'ready' | 'not ready' | 'away';

/** One service: whether it is there, and how far it is behind. */
export interface ServiceFlow {
  readonly service: string;
  readonly health: Health;
  /** Absent of what is no service of its own, and until it has answered. */
  readonly operations: OperationsAnswer | undefined;
  /** That it was asked, and did not say. */
  readonly silent: boolean;
}

/** The gateway's view of every service, beside what each says of itself. */
export function useFlow() {
  const health = useQuery(healthQuery);
  const operations = useQueries({ queries: SERVICES.map(operationsQuery) });
  const of = (service: string) => (isService(service) ? operations[SERVICES.indexOf(service)] : undefined);
  return {
    health,
    flowOf: (services: Readonly<Record<string, Health>>): readonly ServiceFlow[] =>
      Object.entries(services).map(([service, state]) => ({
        service,
        health: state,
        operations: of(service)?.data,
        silent: of(service)?.isError ?? false,
      })),
  };
}
