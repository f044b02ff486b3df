import { type Problem, problem } from './problem.js';

/** Codes of the client itself, where the other side gave none. */
export const ANSWER_MALFORMED = 'client.answer_malformed';

/** An answer that is no success. `code` says what to do about it. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;
  /** What the other side said; absent where it was no problem+json. */
  readonly problem?: Problem;
  /** When the same call is worth another try. */
  readonly retryAfterSeconds?: number;

  constructor(message: string, details: ApiErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.status = details.status;
    this.code = details.code;
    if (details.problem !== undefined) this.problem = details.problem;
    if (details.retryAfterSeconds !== undefined) this.retryAfterSeconds = details.retryAfterSeconds;
  }
}

export interface ApiErrorDetails {
  readonly status: number;
  readonly code: string;
  readonly problem?: Problem;
  readonly retryAfterSeconds?: number | undefined;
  readonly cause?: unknown;
}

/** The error of an answer that the endpoint does not name. */
export async function refusal(response: Response): Promise<ApiError> {
  const text = await response.text();
  const parsed = problem.safeParse(parseJson(text));
  if (!parsed.success) return malformed(response, parsed.error);
  const { code, detail } = parsed.data;
  return new ApiError(`${response.status} ${code}: ${detail}`, {
    status: response.status,
    code,
    problem: parsed.data,
    retryAfterSeconds: retryAfterOf(response),
  });
}

/** The error of an answer that is not what the contract says. */
export const malformed = (response: Response, cause: unknown): ApiError =>
  new ApiError(`${response.status} from ${new URL(response.url || 'about:blank').pathname} is not what the contract says`, {
    status: response.status,
    code: ANSWER_MALFORMED,
    retryAfterSeconds: retryAfterOf(response),
    cause,
  });

function retryAfterOf({ headers }: Response): number | undefined {
  const header = headers.get('retry-after');
  return header !== null && /^\d+$/.test(header) ? Number(header) : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
