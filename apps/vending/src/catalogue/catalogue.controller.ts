import { Controller, Inject } from '@nestjs/common';
import { vendingApi } from '@openprepay/contracts/http/vending';
import type { ImportedManufacturersAnswer, ManufacturerAnswer, MeterModelAnswer } from '@openprepay/contracts/http/vending-catalogue';
import type { Principal } from '@openprepay/contracts/identity';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { AddManufacturer } from './add-manufacturer.js';
import { AddMeterModel } from './add-meter-model.js';
import { importedToApi, manufacturerToApi, meterModelToApi } from './catalogue-api.js';
import { FindManufacturers } from './find-manufacturers.js';
import { FindMeterModels } from './find-meter-models.js';
import { ImportManufacturers } from './import-manufacturers.js';

const { listManufacturers, addManufacturer, importManufacturers, listMeterModels, addMeterModel } = vendingApi.endpoints;

@Controller()
export class CatalogueController {
  constructor(
    @Inject(AddManufacturer) private readonly addManufacturer: AddManufacturer,
    @Inject(ImportManufacturers) private readonly importManufacturers: ImportManufacturers,
    @Inject(FindManufacturers) private readonly findManufacturers: FindManufacturers,
    @Inject(AddMeterModel) private readonly addMeterModel: AddMeterModel,
    @Inject(FindMeterModels) private readonly findMeterModels: FindMeterModels,
  ) {}

  @Endpoint(listManufacturers)
  async manufacturers(@Caller() caller: Principal, @Input() { query }: Input<typeof listManufacturers>): Promise<Page<ManufacturerAnswer>> {
    return mapPage(await this.findManufacturers.execute(caller, query), manufacturerToApi);
  }

  @Endpoint(addManufacturer)
  async add(@Caller() caller: Principal, @Input() { body }: Input<typeof addManufacturer>): Promise<ManufacturerAnswer> {
    return manufacturerToApi(await this.addManufacturer.execute(caller, body));
  }

  @Endpoint(importManufacturers)
  async import(@Caller() caller: Principal, @Input() { body }: Input<typeof importManufacturers>): Promise<ImportedManufacturersAnswer> {
    return importedToApi(await this.importManufacturers.execute(caller, { csv: body }));
  }

  @Endpoint(listMeterModels)
  async models(@Caller() caller: Principal, @Input() { query }: Input<typeof listMeterModels>): Promise<Page<MeterModelAnswer>> {
    return mapPage(await this.findMeterModels.execute(caller, query), meterModelToApi);
  }

  @Endpoint(addMeterModel)
  async addModel(@Caller() caller: Principal, @Input() { body }: Input<typeof addMeterModel>): Promise<MeterModelAnswer> {
    return meterModelToApi(await this.addMeterModel.execute(caller, body));
  }
}
