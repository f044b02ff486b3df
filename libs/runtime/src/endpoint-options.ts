import type { Access } from '@openprepay/contracts/http/endpoint';
import type { Role } from '@openprepay/contracts/identity';
import type { z } from 'zod';

/** An endpoint whose schemas are its controller's own. */
export interface EndpointOptions {
  readonly summary: string;
  /** Besides these, `admin` passes unless `adminExcluded`, and `auditor` passes every GET. Empty: those alone. */
  readonly roles?: readonly Role[];
  /** Needs no token. */
  readonly public?: boolean;
  /** Any signed-in caller, whatever the roles. */
  readonly anyRole?: boolean;
  /** Only those who run the installation (the `platform` claim). */
  readonly platform?: boolean;
  /** Keeps administrators out: dual control is not to be had by handing out roles to oneself. */
  readonly adminExcluded?: boolean;
  /** For the document where no `@Body(valid(…))` says it. */
  readonly body?: z.ZodType;
  readonly query?: z.ZodType;
  /** Status → schema, or → media type where the answer is not JSON. The first 2xx is what the handler answers. */
  readonly answers: Readonly<Record<number, z.ZodType | string>>;
  /** Media types of the body; `application/json` unless said. */
  readonly consumes?: readonly string[];
  /** Bytes, where the platform's limit of 1 MiB is not enough (imports). */
  readonly bodyLimit?: number;
}

export function accessOfOptions(options: EndpointOptions): Access {
  if (options.public === true) return { public: true };
  if (options.platform === true) return { platform: true };
  if (options.anyRole === true) return { anyRole: true };
  return { roles: options.roles ?? [], ...(options.adminExcluded === true ? { adminExcluded: true } : {}) };
}
