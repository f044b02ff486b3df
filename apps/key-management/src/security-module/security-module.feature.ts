import type { Feature } from '@openprepay/runtime/feature';
import { provideBy, token } from '@openprepay/runtime/service';
import { KEY_MANAGEMENT_CONFIG, masterKeyFilesOf } from '../key-management.config.js';
import { openSecurityModule, type SecurityModuleSettings } from './open-security-module.js';
import type { SecurityModule } from './security-module.js';

export const SECURITY_MODULE = token<SecurityModule>('security module');
const SETTINGS = token<SecurityModuleSettings>('security module settings');

/** Where keys live. */
export const securityModule: Feature = {
  providers: [
    provideBy(SETTINGS, [KEY_MANAGEMENT_CONFIG], (config) => ({ ...masterKeyFilesOf(config), staTablesFile: config.STA_TABLES_FILE })),
    provideBy(SECURITY_MODULE, [SETTINGS], openSecurityModule),
  ],
};
