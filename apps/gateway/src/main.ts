import { startGateway } from './gateway.js';
import { loadGatewayConfig } from './gateway.config.js';

await startGateway(loadGatewayConfig(process.env));
