import { Signal } from '@openprepay/pace/signal';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { repeating } from '@openprepay/runtime/repeating';
import { CLOCK, LOGGER, provide, provideBy } from '@openprepay/runtime/service';
import { CredentialRepository } from '../credentials/credential.repository.js';
import { MeterRepository } from '../meters/meter.repository.js';
import { DOWNLINK } from '../mqtt/downlink.js';
import { DesiredRepository } from '../shadow/desired.repository.js';
import { MeterStateRepository } from '../shadow/meter-state.repository.js';
import { limits } from '../telemetry-limits.js';
import { COMMANDS_DUE } from './commands-due.js';
import { CommandsController } from './commands.controller.js';
import { FindCommands } from './find-commands.js';
import { MeterCommandRepository } from './meter-command.repository.js';
import { PursueWishes } from './pursue-wishes.js';
import { QueueCommand } from './queue-command.js';
import { RecordCommandResult } from './record-command-result.js';
import { RunCommands } from './run-commands.js';
import { SendCommand } from './send-command.js';
import { SendCommands } from './send-commands.js';
import { WishMeter } from './wish-meter.js';

const { pollMs: everyMs, restLimitMs, leastMs } = limits.commands;

export const commands: Feature = {
  controllers: [CommandsController],
  providers: [
    provideBy(COMMANDS_DUE, [], () => new Signal()),
    provide(MeterCommandRepository, []),
    provide(QueueCommand, [MeterCommandRepository, CredentialRepository, COMMANDS_DUE, CLOCK]),
    provide(SendCommand, [UnitOfWork, MeterRepository, QueueCommand]),
    provide(FindCommands, [UnitOfWork, MeterRepository, MeterCommandRepository]),
    provide(RecordCommandResult, [MeterCommandRepository, COMMANDS_DUE]),
    provide(SendCommands, [UnitOfWork, MeterCommandRepository, DOWNLINK, CLOCK, LOGGER]),
    provide(WishMeter, [UnitOfWork, MeterRepository, CredentialRepository, MeterStateRepository, DesiredRepository, COMMANDS_DUE, CLOCK]),
    provide(PursueWishes, [
      UnitOfWork,
      DesiredRepository,
      MeterStateRepository,
      CredentialRepository,
      MeterCommandRepository,
      QueueCommand,
      CLOCK,
      LOGGER,
    ]),
    provide(RunCommands, [PursueWishes, SendCommands]),
    repeating([RunCommands], { name: 'commands', everyMs, restLimitMs, leastMs, signal: COMMANDS_DUE }, (run) => run.execute()),
  ],
};
