import type { Feature } from '@openprepay/runtime/feature';
import { provide } from '@openprepay/runtime/service';
import { SupplyRepository } from './supply.repository.js';
import { TakeSupply } from './take-supply.js';

export const supplies: Feature = { providers: [provide(SupplyRepository, []), provide(TakeSupply, [SupplyRepository])] };
