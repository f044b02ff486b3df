import { type ProxiedService } from './target.js';

/** Longest wait for one service's word. */
export const SERVICE_HEALTH_TIMEOUT_MS = 2_500;
/** Answers are shared for so long: asking us often must not mean asking every service often. */
export const SERVICE_HEALTH_CACHE_MS = 500;

export interface ServicesHealth {
  readonly ready: boolean;
  readonly services: Readonly<Record<string, 'ready' | 'not ready' | 'away'>>;
}

/** Asks every service whether it is ready. */
export class ServicesHealthClient {
  private last: { readonly atMs: number; readonly health: Promise<ServicesHealth> } | undefined;

  constructor(
    private readonly services: Readonly<Record<ProxiedService, string>>,
    private readonly nowMs: () => number,
  ) {}

  check(): Promise<ServicesHealth> {
    if (!this.last || this.nowMs() - this.last.atMs > SERVICE_HEALTH_CACHE_MS) this.last = { atMs: this.nowMs(), health: this.ask() };
    return this.last.health;
  }

  private async ask(): Promise<ServicesHealth> {
    const states = await Promise.all(Object.entries(this.services).map(async ([name, url]) => [name, await stateOf(url)] as const));
    return { ready: states.every(([, state]) => state === 'ready'), services: Object.fromEntries(states) };
  }
}

async function stateOf(url: string): Promise<'ready' | 'not ready' | 'away'> {
  try {
    const response = await fetch(new URL('/health/ready', url), { signal: AbortSignal.timeout(SERVICE_HEALTH_TIMEOUT_MS) });
    await response.body?.cancel();
    return response.ok ? 'ready' : 'not ready';
  } catch {
    return 'away';
  }
}
