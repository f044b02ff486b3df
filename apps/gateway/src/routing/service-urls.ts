import { token } from '@openprepay/runtime/provide';
import type { ProxiedService } from './target.js';

/** Base addresses of the services. */
export type ServiceUrls = Readonly<Record<ProxiedService, string>>;

export const SERVICE_URLS = token<ServiceUrls>('service addresses');
