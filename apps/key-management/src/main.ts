import { bootstrap } from '@openprepay/runtime/bootstrap';
import { keyManagementErrorStatus } from './key-management-error-status.js';
import { loadKeyManagementConfig } from './key-management.config.js';
import { KeyManagementModule } from './key-management.module.js';
import { keyManagementRows } from './rows.js';

const config = loadKeyManagementConfig(process.env);
await bootstrap({
  name: 'key-management',
  module: KeyManagementModule,
  config,
  status: keyManagementErrorStatus,
  rows: keyManagementRows,
});
