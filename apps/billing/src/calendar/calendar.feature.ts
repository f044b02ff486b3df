import type { Feature } from '@openprepay/runtime/feature';
import { provide } from '@openprepay/runtime/service';
import { CalendarRepository } from './calendar.repository.js';

/** The months that the books are kept in. */
export const calendar: Feature = { providers: [provide(CalendarRepository, [])] };
