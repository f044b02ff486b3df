import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide } from '@openprepay/runtime/service';
import { HourMarkRepository } from '../validation/hour-mark.repository.js';
import { ExceptionsController } from './exceptions.controller.js';
import { FindExceptions } from './find-exceptions.js';
import { ReadingExceptionRepository } from './reading-exception.repository.js';
import { ResolveException } from './resolve-exception.js';

export const exceptions: Feature = {
  controllers: [ExceptionsController],
  providers: [
    provide(ReadingExceptionRepository, []),
    provide(FindExceptions, [UnitOfWork, ReadingExceptionRepository]),
    provide(ResolveException, [UnitOfWork, ReadingExceptionRepository, HourMarkRepository, CLOCK]),
  ],
};
