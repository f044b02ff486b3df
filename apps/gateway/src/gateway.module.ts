import { Module } from '@nestjs/common';
import { gatewayParkedMessages } from '@openprepay/contracts/http/gateway';
import { compose } from '@openprepay/runtime/feature';
import { parkedMessagesServedAs } from '@openprepay/runtime/parked-messages';
import { accountChanges } from './account-changes/account-changes.feature.js';
import { approvals } from './approvals/approvals.feature.js';
import { custodians } from './custodians/custodians.feature.js';
import { dashboard } from './dashboard/dashboard.feature.js';
import { limits } from './limits/limits.feature.js';
import { onboarding } from './onboarding/onboarding.feature.js';
import { routing } from './routing/routing.feature.js';
import { sessions } from './sessions/sessions.feature.js';
import { signIn } from './sign-in/sign-in.feature.js';
import { status } from './status/status.feature.js';
import { stream } from './stream/stream.feature.js';
import { tokens } from './tokens/tokens.feature.js';
import { users } from './users/users.feature.js';
import { utilities } from './utilities/utilities.feature.js';
import { webSessions } from './web-sessions/web-sessions.feature.js';

@Module(
  compose(
    tokens,
    utilities,
    accountChanges,
    custodians,
    users,
    approvals,
    webSessions,
    sessions,
    signIn,
    onboarding,
    stream,
    limits,
    routing,
    status,
    dashboard,
    parkedMessagesServedAs(gatewayParkedMessages),
  ),
)
export class GatewayModule {}
