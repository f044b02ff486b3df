import type { Feature } from '@openprepay/runtime/feature';
import { provideBy, token } from '@openprepay/runtime/service';
import { GATEWAY_CONFIG } from '../gateway.config.js';
import { readStaticFiles, type StaticFiles } from './static-files.js';

/** What the dashboard was built to; none where nothing was. */
export const DASHBOARD = token<{ readonly files: StaticFiles | undefined }>('dashboard');

export const dashboard: Feature = {
  providers: [
    provideBy(DASHBOARD, [GATEWAY_CONFIG], async ({ DASHBOARD_DIR: folder }) => ({
      files: folder === undefined ? undefined : await readStaticFiles(folder),
    })),
  ],
};
