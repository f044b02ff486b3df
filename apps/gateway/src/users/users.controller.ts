import { Controller, Inject } from '@nestjs/common';
import { gatewayApi, type UserAnswer } from '@openprepay/contracts/http/gateway';
import type { CustodianRequestAnswer } from '@openprepay/contracts/http/gateway-custodians';
import type { Principal } from '@openprepay/contracts/identity';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { Caller } from '@openprepay/runtime/caller';
import { type Answer, answer, Endpoint, Input } from '@openprepay/runtime/endpoint';
import { ChangeUser } from './change-user.js';
import { custodianRequestToApi } from '../custodians/custodian-request-api.js';
import { CreateUser, type UserOutcome } from './create-user.js';
import { FindUsers } from './find-users.js';
import { userToApi } from './user-api.js';

const { createUser, listUsers, changeUser } = gatewayApi.endpoints;

@Controller()
export class UsersController {
  constructor(
    @Inject(CreateUser) private readonly createUser: CreateUser,
    @Inject(FindUsers) private readonly findUsers: FindUsers,
    @Inject(ChangeUser) private readonly changeUser: ChangeUser,
  ) {}

  @Endpoint(createUser)
  async create(@Caller() caller: Principal, @Input() { body }: Input<typeof createUser>): Promise<Answered<201>> {
    return answered(201, await this.createUser.execute(caller, body));
  }

  @Endpoint(listUsers)
  async list(@Caller() caller: Principal, @Input() { query }: Input<typeof listUsers>): Promise<Page<UserAnswer>> {
    return mapPage(await this.findUsers.execute(caller, query), userToApi);
  }

  @Endpoint(changeUser)
  async change(@Caller() caller: Principal, @Input() { params, body }: Input<typeof changeUser>): Promise<Answered<200>> {
    return answered(200, await this.changeUser.execute(caller, { ...params, ...body }));
  }
}

type Answered<Status extends 200 | 201> = Answer<Status | 202, UserAnswer | CustodianRequestAnswer>;

const answered = <const Status extends 200 | 201>(status: Status, outcome: UserOutcome): Answered<Status> =>
  'request' in outcome ? answer(202, custodianRequestToApi(outcome.request)) : answer(status, userToApi(outcome.user));
