import type { SupplyGroupAnswer } from '@openprepay/contracts/http/key-management-supply-groups';
import type { SupplyGroup } from './supply-group.js';

export const supplyGroupToApi = ({ supplyGroupCode, name, createdAt }: SupplyGroup): SupplyGroupAnswer => ({
  supplyGroupCode,
  name,
  createdAt: createdAt.toISOString(),
});
