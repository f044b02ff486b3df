import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startService } from '@openprepay/testing/start-service';
import { keyManagementService } from '../src/key-management.js';

/** The whole service with a master key of its own, its log kept at every level. */
export async function startVault() {
  const folder = mkdtempSync(join(tmpdir(), 'openprepay-key-management-'));
  const running = await startService(keyManagementService, {
    env: { MASTER_KEY_FILE: join(folder, 'master.key'), MASTER_KEY_CREATE: 'true', LOG_LEVEL: 'trace' },
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
