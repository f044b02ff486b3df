import { telemetryApi } from '@openprepay/contracts/http/telemetry';
import { inSession } from './clients.js';

/** Apart from the others, so that a till does not load the contract of the meters. */
export const telemetry = inSession(telemetryApi);
