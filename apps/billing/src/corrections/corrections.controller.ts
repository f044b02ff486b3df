import { Controller, Inject } from '@nestjs/common';
import { billingApi } from '@openprepay/contracts/http/billing';
import type { CorrectionAnswer } from '@openprepay/contracts/http/billing-corrections';
import type { Principal } from '@openprepay/contracts/identity';
import { present } from '@openprepay/contracts/present';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { Caller } from '@openprepay/runtime/caller';
import { answer, Endpoint, Input, type Reply } from '@openprepay/runtime/endpoint';
import { AskForCorrection } from './ask-for-correction.js';
import { correctionToApi } from './correction-api.js';
import { correctionState } from './correction.js';
import { DecideCorrection } from './decide-correction.js';
import { FindCorrections } from './find-corrections.js';

const { askForCorrection, listCorrections, readCorrection, approveCorrection, refuseCorrection } = billingApi.endpoints;

@Controller()
export class CorrectionsController {
  constructor(
    @Inject(AskForCorrection) private readonly askForCorrection: AskForCorrection,
    @Inject(FindCorrections) private readonly findCorrections: FindCorrections,
    @Inject(DecideCorrection) private readonly decideCorrection: DecideCorrection,
  ) {}

  @Endpoint(askForCorrection)
  async ask(
    @Caller() caller: Principal,
    @Input() { headers, body }: Input<typeof askForCorrection>,
  ): Promise<Reply<typeof askForCorrection>> {
    const { correction, isReplay } = await this.askForCorrection.execute(caller, { ...body, idempotencyKey: headers['idempotency-key'] });
    const said = present({ 'idempotency-replayed': isReplay ? ('true' as const) : undefined });
    return answer(correctionState(correction) === 'booked' ? 201 : 202, correctionToApi(correction), said);
  }

  @Endpoint(listCorrections)
  async list(@Caller() caller: Principal, @Input() { query }: Input<typeof listCorrections>): Promise<Page<CorrectionAnswer>> {
    return mapPage(await this.findCorrections.execute(caller, query), correctionToApi);
  }

  @Endpoint(readCorrection)
  async read(@Caller() caller: Principal, @Input() { params }: Input<typeof readCorrection>): Promise<CorrectionAnswer> {
    return correctionToApi(await this.findCorrections.one(caller, params));
  }

  @Endpoint(approveCorrection)
  async approve(@Caller() caller: Principal, @Input() { params }: Input<typeof approveCorrection>): Promise<CorrectionAnswer> {
    return correctionToApi(await this.decideCorrection.execute(caller, { ...params, refusal: undefined }));
  }

  @Endpoint(refuseCorrection)
  async refuse(@Caller() caller: Principal, @Input() { params, body }: Input<typeof refuseCorrection>): Promise<CorrectionAnswer> {
    return correctionToApi(await this.decideCorrection.execute(caller, { ...params, refusal: body.reason }));
  }
}
