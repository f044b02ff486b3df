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
  body: { generate: _generate, components, activeFrom, issuedUntil, ...attributes },
}: NewVendingKey): CreateVendingKeyCommand => ({
  ...params,
  ...attributes,
  components,
  activeFrom: dateOf(activeFrom),
  issuedUntil: dateOf(issuedUntil),
});

const dateOf = (instant: string | undefined): Date | undefined => (instant === undefined ? undefined : new Date(instant));

/** @param now by which it is told whether the key is ready */
export const vendingKeyToApi = ({ key, componentsEntered }: VendingKeyView, now: Date): VendingKeyAnswer => ({
  ...publicPartOf(key),
  componentsEntered,
  componentsExpected: key.componentsExpected,
  createdAt: key.createdAt.toISOString(),
  ready: isReady(key, now),
  ...present({
    activatedAt: key.activatedAt?.toISOString(),
    activeFrom: key.activeFrom?.toISOString(),
    issuedUntil: key.issuedUntil?.toISOString(),
    integrityFailedAt: key.integrityFailedAt?.toISOString(),
  }),
  changedAt: key.changedAt.toISOString(),
});

export const componentEnteredToApi = (entered: ComponentEntered, now: Date): ComponentEnteredAnswer => ({
  ...vendingKeyToApi(entered, now),
  componentKcv: entered.componentKcv,
});
