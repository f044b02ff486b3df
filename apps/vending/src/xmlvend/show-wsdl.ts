import { type ProfileName, writeWsdl } from '@openprepay/xmlvend';
import type { DispatchCall } from './dispatch-call.js';

/** What tills may ask by a profile, as a WSDL. */
export class ShowWsdl {
  constructor(private readonly dispatch: Pick<DispatchCall, 'served'>) {}

  /** @param origin where the door is found from outside; without one the address is relative to the document's own */
  execute(profile: ProfileName, origin = ''): string {
    return writeWsdl({ profile, requests: this.dispatch.served, address: `${origin}/xmlvend/${profile}` });
  }
}
