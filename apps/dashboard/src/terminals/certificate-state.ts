import type { TerminalCertificateAnswer } from '@openprepay/contracts/http/vending-terminals';

/** Whether nobody comes by it any more, at `nowMs` since 1970: as the service counts it, its last moment is past it. */
export const isPastEnd = ({ expiresAt }: Pick<TerminalCertificateAnswer, 'expiresAt'>, nowMs: number): boolean =>
  Date.parse(expiresAt) <= nowMs;
