import { bootstrap } from '@openprepay/runtime/bootstrap';
import { keyManagementService } from './key-management.js';

await bootstrap(keyManagementService, process.env);
