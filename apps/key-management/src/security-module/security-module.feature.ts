import type { Feature } from '@openprepay/runtime/feature';
import { Health } from '@openprepay/runtime/health';
import { CLOCK, provide, provideBy, token } from '@openprepay/runtime/service';
import { KEY_MANAGEMENT_CONFIG, securityModuleSettingsOf } from '../key-management.config.js';
import { Shutdown } from '@openprepay/runtime/shutdown';
import { CheckSecurityModule } from './check-security-module.js';
import { openSecurityModule, type SecurityModuleSettings } from './open-security-module.js';
import { TokenProcess } from './pkcs11/token-process.js';
import { SecurityModuleRecord } from './security-module-record.js';
import { SecurityModuleController } from './security-module.controller.js';
import type { SecurityModule } from './security-module.js';
import { WatchedSecurityModule } from './watched-security-module.js';

export const SECURITY_MODULE = token<SecurityModule>('security module');
const SETTINGS = token<SecurityModuleSettings>('security module settings');

/** Where keys live, and how it is. */
export const securityModule: Feature = {
  controllers: [SecurityModuleController],
  providers: [
    provideBy(SETTINGS, [KEY_MANAGEMENT_CONFIG], (config) => ({
      ...securityModuleSettingsOf(config),
      staTablesFile: config.STA_TABLES_FILE,
    })),
    provide(SecurityModuleRecord, []),
    provideBy(SECURITY_MODULE, [SETTINGS, SecurityModuleRecord, Shutdown], (settings, record, shutdown) => {
      const opened = openSecurityModule(settings);
      if (opened instanceof TokenProcess) shutdown.add('connections', 'security module', async () => opened.close());
      return new WatchedSecurityModule(opened, record);
    }),
    provide(CheckSecurityModule, [SECURITY_MODULE, SecurityModuleRecord, CLOCK]),
    provideBy(token('the health of the security module'), [Health, CheckSecurityModule], (health, module) =>
      health.add('security module', () => module.check()),
    ),
  ],
};
