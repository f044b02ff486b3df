import { bootstrap } from '@openprepay/runtime/bootstrap';
import { gatewayService } from './gateway.js';

await bootstrap(gatewayService, process.env);
