import type { TestPrincipal } from '@openprepay/testing/identity';
import { type Answer, type CallOptions, startService } from '@openprepay/testing/start-service';
import { billingService } from '../src/billing.js';

const CLERK: TestPrincipal = { roles: ['clerk'] };

/** The service as it runs in production; a clerk calls unless a test says who. */
export async function startBillingService() {
  const running = await startService(billingService, { env: { PRICING_ACK_WAIT_MS: '0', TARIFF_LEAD_MINUTES: '0' } });
  const call = (method: string, path: string, { as, ...options }: Options = {}): Promise<Answer> =>
    running.call(method, path, { ...options, as: { ...CLERK, ...as } });
  return {
    ...running,
    call,
    get: (path: string, as?: Partial<TestPrincipal>) => call('GET', path, { as }),
    post: (path: string, body: unknown, as?: Partial<TestPrincipal>) => call('POST', path, { body, as }),
  };
}
export type BillingService = Awaited<ReturnType<typeof startBillingService>>;

type Options = Omit<CallOptions, 'as'> & { readonly as?: Partial<TestPrincipal> | undefined };
