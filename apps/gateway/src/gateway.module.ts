import { Module } from '@nestjs/common';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { CLOCK, LOGGER, provide, provideBy, worker } from '@openprepay/runtime/service';
import { GATEWAY_CONFIG } from './gateway.config.js';
import { ServicesHealthClient } from './routing/services-health.client.js';
import { serviceUrls } from './routing/service-urls.js';
import { HealthController } from './status/health.controller.js';
import { LiveEvents } from './stream/live-events.consumer.js';
import { StreamController } from './stream/stream.controller.js';
import { StreamHub } from './stream/stream-hub.js';
import { StreamTickets } from './stream/stream-tickets.js';
import { AccessTokenIssuer } from './tokens/access-token-issuer.js';
import { openSigningKeys } from './tokens/signing-keys.js';
import { SIGNING_KEYS } from './tokens/signing-keys.token.js';
import { BootstrapAdmin } from './users/bootstrap-admin.js';
import { ChangePassword } from './users/change-password.js';
import { CreateUser } from './users/create-user.js';
import { FailureLimit } from './users/failure-limit.js';
import { PasswordPolicy } from './users/password-policy.js';
import { Passwords } from './users/passwords.js';
import { SignIn } from './users/sign-in.js';
import { SignInController } from './users/sign-in.controller.js';
import { UpdateUser } from './users/update-user.js';
import { UserRepository } from './users/user.repository.js';
import { UsersController } from './users/users.controller.js';
import { CreateUtility } from './utilities/create-utility.js';
import { UtilitiesController } from './utilities/utilities.controller.js';
import { UtilityRepository } from './utilities/utility.repository.js';

@Module({
  controllers: [SignInController, UsersController, UtilitiesController, StreamController, HealthController],
  providers: [
    provide(UserRepository, []),
    provide(UtilityRepository, []),
    provide(Passwords, []),
    provideBy(PasswordPolicy, [GATEWAY_CONFIG], (config) => new PasswordPolicy(config.PASSWORD_MIN_LENGTH)),
    provideBy(
      FailureLimit,
      [GATEWAY_CONFIG],
      (config) => new FailureLimit({ failures: config.SIGN_IN_FAILURES, windowMs: config.SIGN_IN_FAILURES_WINDOW_SECONDS * 1_000 }),
    ),
    provideBy(SIGNING_KEYS, [GATEWAY_CONFIG], (config) => openSigningKeys(config.JWT_SIGNING_KEY_FILE)),
    provideBy(AccessTokenIssuer, [SIGNING_KEYS, GATEWAY_CONFIG, CLOCK], (keys, config, clock) => {
      const settings = { issuer: config.JWT_ISSUER, audience: config.JWT_AUDIENCE, lifetimeSeconds: config.ACCESS_TOKEN_SECONDS };
      return new AccessTokenIssuer(keys, settings, clock);
    }),
    provide(SignIn, [UnitOfWork, UserRepository, UtilityRepository, Passwords, FailureLimit, AccessTokenIssuer, CLOCK]),
    provide(CreateUser, [UnitOfWork, UserRepository, Passwords, PasswordPolicy, CLOCK]),
    provide(UpdateUser, [UnitOfWork, UserRepository, Passwords, PasswordPolicy, CLOCK]),
    provide(ChangePassword, [UnitOfWork, UserRepository, Passwords, PasswordPolicy, FailureLimit, CLOCK]),
    provide(CreateUtility, [UnitOfWork, UtilityRepository, UserRepository, CreateUser, PasswordPolicy, CLOCK]),
    provide(BootstrapAdmin, [UnitOfWork, UtilityRepository, UserRepository, CreateUser, CLOCK]),
    provideBy(
      ServicesHealthClient,
      [GATEWAY_CONFIG, CLOCK],
      (config, clock) => new ServicesHealthClient(serviceUrls(config), () => clock.now().getTime()),
    ),
    provideBy(StreamHub, [CLOCK], (clock) => new StreamHub(() => clock.now().getTime())),
    provideBy(
      StreamTickets,
      [SIGNING_KEYS, GATEWAY_CONFIG, CLOCK],
      (keys, config, clock) => new StreamTickets(keys, config.JWT_ISSUER, clock),
    ),
    provideBy(
      LiveEvents,
      [GATEWAY_CONFIG, StreamHub, LOGGER],
      (config, hub, logger) =>
        new LiveEvents({ brokers: config.KAFKA_BROKERS, clientId: 'gateway', partitions: config.KAFKA_PARTITIONS }, hub, logger),
    ),
    worker([LiveEvents], (liveEvents) => liveEvents),
  ],
})
export class GatewayModule {}
