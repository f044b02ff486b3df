import type { Feature } from '@openprepay/runtime/feature';
import { provide } from '@openprepay/runtime/service';
import { SupplyRepository } from './supply.repository.js';

export const supplies: Feature = { providers: [provide(SupplyRepository, [])] };
