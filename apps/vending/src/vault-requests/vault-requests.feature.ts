import { Outbox } from '@openprepay/messaging/outbox';
import type { Feature } from '@openprepay/runtime/feature';
import { provide, provideBy } from '@openprepay/runtime/service';
import { VENDING_CONFIG } from '../vending.config.js';
import { RequestSigner } from './request-signer.js';
import { VaultRequests } from './vault-requests.js';

/** What is asked of the vault, and that it is this service who asks. */
export const vaultRequests: Feature = {
  controllers: [],
  providers: [
    provideBy(RequestSigner, [VENDING_CONFIG], (config) => RequestSigner.open({ signingKeyFile: config.REQUEST_SIGNING_KEY_FILE })),
    provide(VaultRequests, [Outbox, RequestSigner]),
  ],
};
