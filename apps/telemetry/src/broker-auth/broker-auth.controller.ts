import { Controller, Inject } from '@nestjs/common';
import { telemetryApi } from '@openprepay/contracts/http/telemetry';
import type { MeterAuthorityAnswer } from '@openprepay/contracts/http/telemetry-credentials';
import type { ConnectDecisionAnswer, TopicDecisionAnswer } from '@openprepay/contracts/http/telemetry-broker';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { AuthenticateClient } from './authenticate-client.js';
import { AuthoriseTopic } from './authorise-topic.js';
import {
  brokerFromApi,
  connectDecisionToApi,
  connectFromApi,
  meterAuthorityToApi,
  requestFromApi,
  topicDecisionToApi,
} from './broker-auth-api.js';
import { ReadMeterAuthority } from './read-meter-authority.js';

const { authenticateClient, authoriseTopic, readMeterAuthority } = telemetryApi.endpoints;

/** The caller is a broker, which shows its secret instead of an access token. */
@Controller()
export class BrokerAuthController {
  constructor(
    @Inject(AuthenticateClient) private readonly authenticateClient: AuthenticateClient,
    @Inject(AuthoriseTopic) private readonly authoriseTopic: AuthoriseTopic,
    @Inject(ReadMeterAuthority) private readonly readMeterAuthority: ReadMeterAuthority,
  ) {}

  @Endpoint(authenticateClient)
  async authenticate(@Input() { body, ...shown }: Input<typeof authenticateClient>): Promise<ConnectDecisionAnswer> {
    return connectDecisionToApi(await this.authenticateClient.execute(brokerFromApi(shown), connectFromApi(body)));
  }

  @Endpoint(authoriseTopic)
  async authorise(@Input() { body, ...shown }: Input<typeof authoriseTopic>): Promise<TopicDecisionAnswer> {
    return topicDecisionToApi(await this.authoriseTopic.execute(brokerFromApi(shown), requestFromApi(body)));
  }

  @Endpoint(readMeterAuthority)
  async meterAuthority(@Input() shown: Input<typeof readMeterAuthority>): Promise<MeterAuthorityAnswer> {
    return meterAuthorityToApi(await this.readMeterAuthority.execute(brokerFromApi(shown)));
  }
}
