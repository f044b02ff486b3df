import { token } from '@openprepay/runtime/service';
import type { SigningKeys } from './signing-keys.js';

export const SIGNING_KEYS = token<SigningKeys>('signing keys');
