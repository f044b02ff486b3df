import { Controller, Header, Inject } from '@nestjs/common';
import { gatewayApi, type KeySetAnswer } from '@openprepay/contracts/http/gateway';
import { Endpoint } from '@openprepay/runtime/endpoint';
import { SIGNING_KEYS, type SigningKeys } from './signing-keys.js';

@Controller()
export class KeySetController {
  constructor(@Inject(SIGNING_KEYS) private readonly keys: SigningKeys) {}

  @Header('cache-control', 'public, max-age=60')
  @Endpoint(gatewayApi.endpoints.readKeySet)
  read(): KeySetAnswer {
    return this.keys.publicKeys;
  }
}
