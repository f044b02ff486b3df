import { answerHeaderNames, requestHeaderNames } from '@openprepay/contracts/http/apis';
import type { EdgeTools } from '@openprepay/runtime/define-service';

const CORS_MAX_AGE_SECONDS = 600;

/** Lets pages of other origins call, and see what the contracts say that answers have; none unless an origin is named. */
export function addCors(app: EdgeTools['app'], origins: readonly string[]): void {
  if (origins.length === 0) return;
  app.enableCors({
    origin: [...origins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: [...requestHeaderNames()],
    exposedHeaders: [...answerHeaderNames()],
    maxAge: CORS_MAX_AGE_SECONDS,
  });
}
