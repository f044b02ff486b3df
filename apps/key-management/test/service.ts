import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Override } from '@openprepay/runtime/container';
import { startService } from '@openprepay/testing/start-service';
import { keyManagementService } from '../src/key-management.js';

interface VaultOptions {
  readonly override?: readonly Override[];
  /** Beside what every one has; unless given, it answers what nobody has signed. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The whole service with a master key of its own, its log kept at every level. */
export async function startVault({ override = [], env = { REQUESTS_UNSIGNED: 'true' } }: VaultOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'openprepay-key-management-'));
  const running = await startService<readonly unknown[]>(keyManagementService, {
    override: override as never,
    env: {
      MASTER_KEY_FILE: join(folder, 'master.key'),
      MASTER_KEY_CREATE: 'true',
      METER_TOKENS_PER_HOUR: '1000',
      LOG_LEVEL: 'trace',
      ...env,
    },
  });
  return {
    ...running,
    stop: async () => {
      await running.stop();
      rmSync(folder, { recursive: true });
    },
  };
}
export type RunningVault = Awaited<ReturnType<typeof startVault>>;
