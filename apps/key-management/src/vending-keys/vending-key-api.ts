import type { keyManagementApi } from '@openprepay/contracts/http/key-management';
import type { ComponentEnteredAnswer, VendingKeyAnswer } from '@openprepay/contracts/http/key-management-vending-keys';
import { present } from '@openprepay/contracts/present';
import type { Input } from '@openprepay/runtime/endpoint';
import type { CreateVendingKeyCommand } from './create-vending-key.js';
import type { ComponentEntered } from './enter-component.js';
import { isReady, publicPartOf, type VendingKeyView } from './vending-key.js';

type NewVendingKey = Input<typeof keyManagementApi.endpoints.createVendingKey>;

/** A key that the vault is to generate is one for which no components are awaited. */
export const newVendingKeyOf = ({
  params,
  body: { generate: _generate, components, ...attributes },
}: NewVendingKey): CreateVendingKeyCommand => ({
  ...params,
  ...attributes,
  components,
});

export const vendingKeyToApi = ({ key, componentsEntered }: VendingKeyView): VendingKeyAnswer => ({
  ...publicPartOf(key),
  componentsEntered,
  componentsExpected: key.componentsExpected,
  createdAt: key.createdAt.toISOString(),
  ready: isReady(key),
  ...present({ activatedAt: key.activatedAt?.toISOString(), integrityFailedAt: key.integrityFailedAt?.toISOString() }),
  changedAt: key.changedAt.toISOString(),
});

export const componentEnteredToApi = (entered: ComponentEntered): ComponentEnteredAnswer => ({
  ...vendingKeyToApi(entered),
  componentKcv: entered.componentKcv,
});
