import { migrate } from '@openprepay/runtime/migrate';
import { keyManagementService } from './key-management.js';

await migrate(keyManagementService, process.env);
