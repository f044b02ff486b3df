import type { SignedIn } from '@openprepay/standalone/gateway-client';
import { type Message, readAnswer, writeMessage } from '@openprepay/xmlvend';

const TOKEN = /\b\d{20}\b/g;

/** What a till printed: the tokens of a set in the order in which they are entered, and those of the credit. */
export interface Printed {
  readonly set: readonly string[];
  readonly credit: readonly string[];
}

/** A terminal of a vendor's that speaks XMLVend at the door of the platform. */
export class XmlvendTill {
  private messages = 0;

  private constructor(
    private readonly url: string,
    private readonly authCred: { readonly opName: string; readonly password: string },
  ) {}

  /** Sets one up for the first vendor. */
  static async setUp(platformUrl: string, { vending }: SignedIn): Promise<XmlvendTill> {
    const [vendor] = (await vending.listVendors({ query: {} })).body.items;
    const { vendorId } = vendor!;
    const { body: outlet } = await vending.createOutlet({ params: { vendorId }, body: { name: 'By XMLVend' } });
    const { body: terminal } = await vending.createTerminal({ params: { outletId: outlet.outletId }, body: { name: 'Till 1' } });
    return new XmlvendTill(`${platformUrl}/xmlvend/plain`, { opName: terminal.terminalId, password: terminal.secret });
  }

  /** @throws Error with the fault where nothing was sold */
  async sell(meterNumber: string, amt: { readonly value: string; readonly symbol: string }): Promise<Printed> {
    const { body } = await this.ask({
      element: 'creditVendReq',
      body: {
        type: 'CreditVendReq',
        ...this.asked(),
        resource: { type: 'Electricity' },
        idMethod: { meterIdentifier: { type: 'MeterNumber', msno: meterNumber } },
        purchaseValue: { type: 'PurchaseValueCurrency', amt },
      },
    });
    if (body.type !== 'CreditVendResp') throw new Error(`a sale was answered with ${body.type}`);
    const credit = (body.creditVendReceipt?.transactions?.tx ?? []).flatMap((tx) => {
      const token = tx.type === 'CreditVendTx' ? tx.creditTokenIssue?.token : undefined;
      return token?.type === 'STS1Token' ? [token.stsCipher] : [];
    });
    return { set: body.custMsg?.match(TOKEN) ?? [], credit };
  }

  /** Asks for the set that brings a meter to the key that it is to have. @throws Error with the fault where there is none */
  async setOf(meterNumber: string): Promise<readonly string[]> {
    const { body } = await this.ask({
      element: 'updateMeterKeyReq',
      body: { type: 'UpdateMeterKeyReq', ...this.asked(), idMethod: { type: 'MeterDetail', msno: meterNumber } },
    });
    if (body.type !== 'UpdateMeterKeyResp') throw new Error(`a set was asked for and answered with ${body.type}`);
    return body.updateMeterKey?.desc?.match(TOKEN) ?? [];
  }

  private asked() {
    return {
      clientID: { type: 'EANDeviceID', ean: '0000000000017' },
      terminalID: { type: 'GenericDeviceID', id: 'T-01' },
      msgID: { dateTime: '20261102080000', uniqueNumber: String(++this.messages) },
      authCred: this.authCred,
    } as const;
  }

  private async ask(message: Message): Promise<Message> {
    const answer = await fetch(this.url, {
      method: 'POST',
      headers: { 'content-type': 'text/xml; charset=utf-8' },
      body: writeMessage({ profile: 'plain', soap: '1.1' }, message),
    });
    const read = readAnswer('plain', new Uint8Array(await answer.arrayBuffer()));
    if (!('message' in read)) throw new Error(`refused: ${read.reason}`);
    return read.message;
  }
}
