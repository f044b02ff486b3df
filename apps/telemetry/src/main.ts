import { bootstrap } from '@openprepay/runtime/bootstrap';
import { telemetryService } from './telemetry.js';

await bootstrap(telemetryService, process.env);
