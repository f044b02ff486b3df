import { bootstrap } from '@openprepay/runtime/bootstrap';
import { telemetryErrorStatus } from './telemetry-error-status.js';
import { loadTelemetryConfig } from './telemetry.config.js';
import { TelemetryModule } from './telemetry.module.js';

await bootstrap({ name: 'telemetry', module: TelemetryModule, config: loadTelemetryConfig(process.env), status: telemetryErrorStatus });
