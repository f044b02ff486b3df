import { migrate } from '@openprepay/runtime/migrate';
import { gatewayService } from './gateway.js';

await migrate(gatewayService, process.env);
