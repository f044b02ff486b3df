import { migrate } from '@openprepay/runtime/migrate';
import { telemetryService } from './telemetry.js';

await migrate(telemetryService, process.env);
