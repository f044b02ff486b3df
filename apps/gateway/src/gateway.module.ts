import { Module } from '@nestjs/common';
import { compose } from '@openprepay/runtime/feature';
import { routing } from './routing/routing.feature.js';
import { status } from './status/status.feature.js';
import { stream } from './stream/stream.feature.js';
import { tokens } from './tokens/tokens.feature.js';
import { users } from './users/users.feature.js';
import { utilities } from './utilities/utilities.feature.js';

@Module(compose(tokens, users, utilities, stream, routing, status))
export class GatewayModule {}
