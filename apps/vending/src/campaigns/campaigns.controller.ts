import { Readable } from 'node:stream';
import { Controller, Inject } from '@nestjs/common';
import type { CampaignAnswer, CampaignMeterAnswer, CampaignPartAnswer, CampaignProgressAnswer } from '@openprepay/contracts/http/campaigns';
import { vendingApi } from '@openprepay/contracts/http/vending';
import type { Principal } from '@openprepay/contracts/identity';
import { present } from '@openprepay/contracts/present';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { Caller } from '@openprepay/runtime/caller';
import { answer, Endpoint, Input, type Reply } from '@openprepay/runtime/endpoint';
import { AddCampaignMeters } from './add-campaign-meters.js';
import { campaignMeterToApi, campaignPartToApi, campaignToApi, progressToApi } from './campaign-api.js';
import type { AddedMeters } from './campaign-selection.repository.js';
import { CreateCampaign } from './create-campaign.js';
import { ExemptMeter } from './exempt-meter.js';
import { ExportEvidence } from './export-evidence.js';
import { FindCampaign } from './find-campaign.js';
import { FindCampaignMeters } from './find-campaign-meters.js';
import { FindCampaignParts } from './find-campaign-parts.js';
import { FindCampaigns } from './find-campaigns.js';
import { MoveCampaign } from './move-campaign.js';

const { createCampaign, listCampaigns, readCampaign, startCampaign, pauseCampaign, resumeCampaign, cancelCampaign } = vendingApi.endpoints;
const { listCampaignMeters, listCampaignParts, addCampaignMeters, changeCampaignMeter, exportCampaignEvidence } = vendingApi.endpoints;

@Controller()
export class CampaignsController {
  constructor(
    @Inject(CreateCampaign) private readonly createCampaign: CreateCampaign,
    @Inject(FindCampaigns) private readonly findCampaigns: FindCampaigns,
    @Inject(FindCampaign) private readonly findCampaign: FindCampaign,
    @Inject(MoveCampaign) private readonly moveCampaign: MoveCampaign,
    @Inject(FindCampaignMeters) private readonly findMeters: FindCampaignMeters,
    @Inject(FindCampaignParts) private readonly findParts: FindCampaignParts,
    @Inject(AddCampaignMeters) private readonly addMeters: AddCampaignMeters,
    @Inject(ExemptMeter) private readonly exemptMeter: ExemptMeter,
    @Inject(ExportEvidence) private readonly exportEvidence: ExportEvidence,
  ) {}

  @Endpoint(createCampaign)
  async create(@Caller() caller: Principal, @Input() { body }: Input<typeof createCampaign>): Promise<CampaignProgressAnswer> {
    const { startsAt, endsAt, to, ...wanted } = body;
    const times = { startsAt: dateOf(startsAt), endsAt: dateOf(endsAt) };
    return progressToApi(await this.createCampaign.execute(caller, { ...wanted, ...times, to: present(to) }));
  }

  @Endpoint(listCampaigns)
  async list(@Caller() caller: Principal, @Input() { query }: Input<typeof listCampaigns>): Promise<Page<CampaignAnswer>> {
    return mapPage(await this.findCampaigns.execute(caller, query), campaignToApi);
  }

  @Endpoint(readCampaign)
  async read(@Caller() caller: Principal, @Input() { params }: Input<typeof readCampaign>): Promise<CampaignProgressAnswer> {
    return progressToApi(await this.findCampaign.execute(caller, params.campaignId));
  }

  @Endpoint(startCampaign)
  async start(@Caller() caller: Principal, @Input() { params }: Input<typeof startCampaign>): Promise<CampaignProgressAnswer> {
    return progressToApi(await this.moveCampaign.execute(caller, { ...params, step: 'start' }));
  }

  @Endpoint(pauseCampaign)
  async pause(@Caller() caller: Principal, @Input() { params, body }: Input<typeof pauseCampaign>): Promise<CampaignProgressAnswer> {
    return progressToApi(await this.moveCampaign.execute(caller, { ...params, ...body, step: 'pause' }));
  }

  @Endpoint(resumeCampaign)
  async resume(@Caller() caller: Principal, @Input() { params }: Input<typeof resumeCampaign>): Promise<CampaignProgressAnswer> {
    return progressToApi(await this.moveCampaign.execute(caller, { ...params, step: 'resume' }));
  }

  @Endpoint(cancelCampaign)
  async cancel(@Caller() caller: Principal, @Input() { params, body }: Input<typeof cancelCampaign>): Promise<CampaignProgressAnswer> {
    return progressToApi(await this.moveCampaign.execute(caller, { ...params, ...body, step: 'cancel' }));
  }

  @Endpoint(listCampaignMeters)
  async meters(
    @Caller() caller: Principal,
    @Input() { params, query }: Input<typeof listCampaignMeters>,
  ): Promise<Page<CampaignMeterAnswer>> {
    return mapPage(await this.findMeters.execute(caller, { ...params, ...query }), campaignMeterToApi);
  }

  @Endpoint(listCampaignParts)
  async parts(@Caller() caller: Principal, @Input() { params, query }: Input<typeof listCampaignParts>): Promise<Page<CampaignPartAnswer>> {
    return mapPage(await this.findParts.execute(caller, { ...params, ...query }), campaignPartToApi);
  }

  @Endpoint(addCampaignMeters)
  async add(@Caller() caller: Principal, @Input() { params, body }: Input<typeof addCampaignMeters>): Promise<AddedMeters> {
    return this.addMeters.execute(caller, { ...params, ...body });
  }

  @Endpoint(changeCampaignMeter)
  async change(@Caller() caller: Principal, @Input() { params, body }: Input<typeof changeCampaignMeter>): Promise<CampaignMeterAnswer> {
    return campaignMeterToApi(await this.exemptMeter.execute(caller, { ...params, ...body.exempt }));
  }

  @Endpoint(exportCampaignEvidence)
  async evidence(
    @Caller() caller: Principal,
    @Input() { params }: Input<typeof exportCampaignEvidence>,
  ): Promise<Reply<typeof exportCampaignEvidence>> {
    const lines = await this.exportEvidence.execute(caller, params.campaignId);
    return answer(200, Readable.from(lines), {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="campaign-${params.campaignId}.csv"`,
    });
  }
}

const dateOf = (text: string | undefined): Date | undefined => (text === undefined ? undefined : new Date(text));
