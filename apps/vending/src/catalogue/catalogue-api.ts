import {
  type ImportedManufacturersAnswer,
  type ManufacturerAnswer,
  MAX_REFUSED_SHOWN,
  type MeterModelAnswer,
} from '@openprepay/contracts/http/vending-catalogue';
import { present } from '@openprepay/contracts/present';
import type { ImportedManufacturers } from './import-manufacturers.js';
import type { Manufacturer } from './manufacturer.js';
import type { MeterModel } from './meter-model.js';

export const manufacturerToApi = ({ code, name, changedAt }: Manufacturer): ManufacturerAnswer => ({
  code,
  name,
  changedAt: changedAt.toISOString(),
});

export const importedToApi = ({ refusals, ...counts }: ImportedManufacturers): ImportedManufacturersAnswer => ({
  ...counts,
  refused: new Set(refusals.map(({ row }) => row)).size,
  refusals: refusals.slice(0, MAX_REFUSED_SHOWN),
});

export const meterModelToApi = ({ createdAt, certificate, ...model }: MeterModel): MeterModelAnswer => ({
  ...model,
  ...present({ certificate: certificate && { ...present(certificate), number: certificate.number, edition: certificate.edition } }),
  createdAt: createdAt.toISOString(),
});
