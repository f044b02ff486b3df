import { gatewayApi } from '@openprepay/contracts/http/gateway';
import { defineService } from '@openprepay/runtime/define-service';
import { AccountChangeRow } from './account-changes/account-change.row.js';
import { CustodianRequestRow } from './custodians/custodian-request.row.js';
import { addEdge } from './edge.hook.js';
import { loadGatewayConfig } from './gateway.config.js';
import { GatewayModule } from './gateway.module.js';
import { gatewayMigrations } from './migrations.js';
import { UserRow } from './users/user.row.js';
import { UtilityRow } from './utilities/utility.row.js';
import { WebSessionRow } from './web-sessions/web-session.row.js';

/** The service as it is started, migrated and tested. */
export const gatewayService = defineService({
  name: 'gateway',
  module: GatewayModule,
  config: loadGatewayConfig,
  api: gatewayApi,
  rows: [AccountChangeRow, CustodianRequestRow, UserRow, UtilityRow, WebSessionRow],
  migrations: gatewayMigrations,
  brokerMayBeAway: true,
  openApiPath: '/api/auth/openapi.json',
  edge: addEdge,
});
