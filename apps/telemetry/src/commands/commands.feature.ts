import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide } from '@openprepay/runtime/service';
import { CredentialRepository } from '../credentials/credential.repository.js';
import { MeterRepository } from '../meters/meter.repository.js';
import { DOWNLINK } from '../mqtt/downlink.js';
import { MeterStateRepository } from '../shadow/meter-state.repository.js';
import { CommandsController } from './commands.controller.js';
import { MeterCommandRepository } from './meter-command.repository.js';
import { SendCommand } from './send-command.js';

export const commands: Feature = {
  controllers: [CommandsController],
  providers: [
    provide(MeterCommandRepository, []),
    provide(SendCommand, [
      UnitOfWork,
      MeterRepository,
      MeterStateRepository,
      CredentialRepository,
      MeterCommandRepository,
      DOWNLINK,
      CLOCK,
    ]),
  ],
};
