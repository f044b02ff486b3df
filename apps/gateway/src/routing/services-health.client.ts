import type { Clock } from '@openprepay/persistence/clock';
import type { ServiceUrls } from './service-urls.js';

/** Longest wait for one service's word. */
export const SERVICE_HEALTH_TIMEOUT_MS = 2_500;
/** Answers are shared for so long: asking us often must not mean asking every service often. */
export const SERVICE_HEALTH_CACHE_MS = 500;

export type ServiceState = 'ready' | 'not ready' | 'away';

export interface ServicesHealth {
  readonly ready: boolean;
  readonly services: Readonly<Record<string, ServiceState>>;
}

/** Asks every service whether it is ready. */
export class ServicesHealthClient {
  private last: { readonly atMs: number; readonly health: Promise<ServicesHealth> } | undefined;

  constructor(
    private readonly services: ServiceUrls,
    private readonly clock: Clock,
  ) {}

  check(): Promise<ServicesHealth> {
    const nowMs = this.clock.now().getTime();
    if (!this.last || nowMs - this.last.atMs > SERVICE_HEALTH_CACHE_MS) this.last = { atMs: nowMs, health: this.ask() };
    return this.last.health;
  }

  private async ask(): Promise<ServicesHealth> {
    const states = await Promise.all(Object.entries(this.services).map(async ([name, url]) => [name, await stateOf(url)] as const));
    return { ready: states.every(([, state]) => state === 'ready'), services: Object.fromEntries(states) };
  }
}

async function stateOf(url: string): Promise<ServiceState> {
  try {
    const response = await fetch(new URL('/health/ready', url), { signal: AbortSignal.timeout(SERVICE_HEALTH_TIMEOUT_MS) });
    await response.body?.cancel();
    return response.ok ? 'ready' : 'not ready';
  } catch {
    return 'away';
  }
}
