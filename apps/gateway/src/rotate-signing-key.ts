import { createLogger } from '@openprepay/runtime/logger';
import { loadSigningKeyFile } from './gateway.config.js';
import { rotateSigningKeys } from './tokens/signing-keys.js';

const kid = await rotateSigningKeys(loadSigningKeyFile(process.env));
createLogger({ name: 'gateway', level: 'info' }).info({ kid }, 'a new key signs from the next start on; the earlier ones still verify');
