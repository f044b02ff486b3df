import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide, provideBy, token } from '@openprepay/runtime/service';
import { KeyChangeRepository } from '../key-changes/key-change.repository.js';
import { CreateMeter } from '../meters/create-meter.js';
import { MeterRepository } from '../meters/meter.repository.js';
import { CompleteVends } from '../settling/complete-vends.js';
import { VendRepository } from '../vend/vend.repository.js';
import { VENDING_CONFIG } from '../vending.config.js';
import { AnswerInSandbox } from './answer-in-sandbox.js';
import { EnterSandbox } from './enter-sandbox.js';
import { HoldAnswer, type HoldSettings } from './hold-answer.js';
import { SandboxUtilityRepository } from './sandbox-utility.repository.js';
import { SandboxController } from './sandbox.controller.js';

const HOLDING = token<HoldSettings>('held answers of sandboxes');

/** What is otherwise in a sandbox: meters that behave by their number, and tokens that nobody's key made. */
export const sandbox: Feature = {
  controllers: [SandboxController],
  providers: [
    provideBy(HOLDING, [VENDING_CONFIG], (config) => ({ slowMs: config.SANDBOX_SLOW_MS, silenceMs: config.SANDBOX_SILENCE_MS })),
    provide(HoldAnswer, [HOLDING]),
    provide(SandboxUtilityRepository, []),
    provide(EnterSandbox, [UnitOfWork, MeterRepository, CreateMeter, KeyChangeRepository, SandboxUtilityRepository, CLOCK]),
    provide(AnswerInSandbox, [CompleteVends, VendRepository, SandboxUtilityRepository, CLOCK]),
  ],
};
