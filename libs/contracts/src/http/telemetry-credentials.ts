import { z } from 'zod';
import { endpoint, type Wire } from './endpoint.js';
import { deviceProfileCode } from './telemetry-device-profiles.js';

/** Of a request in PEM: a key of RSA with 4 096 bits and a subject fit in well. */
export const MAX_CSR_LENGTH = 8_192;

/** What a meter is to come in by: a password, or a certificate for the key that it has made. */
export const credentialsWish = z
  .strictObject({
    deviceProfile: deviceProfileCode
      .nullable()
      .optional()
      .describe('what the meter speaks: null as this platform does; what it spoke before unless said'),
    certificate: z.boolean().optional().describe('true for a client certificate in the place of a password'),
    csr: z
      .string()
      .min(1)
      .max(MAX_CSR_LENGTH)
      .optional()
      .describe('with certificate: a request in PEM (PKCS #10), its common name the meter’s number; RSA of 2 048 bits or more, or P-256'),
  })
  .refine(({ certificate = false, csr }) => certificate === (csr !== undefined), { message: 'certificate and csr belong together' })
  .default({});

const passwordCredentials = z
  .object({ username: z.string(), password: z.string().describe('shown this once') })
  .meta({ id: 'MqttCredentials' });

const certificateCredentials = z
  .object({
    username: z.string(),
    certificate: z.string().describe('PEM; its common name is the meter’s number'),
    authority: z.string().describe('PEM of who has signed it'),
    serial: z.string(),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'MqttCertificate' });

export const credentials = z.union([passwordCredentials, certificateCredentials]);
export type CredentialsAnswer = Wire<typeof credentials>;

export const certificateErrors = {
  'telemetry.csr_invalid': 400,
  'telemetry.csr_name_mismatch': 400,
  'telemetry.csr_key_weak': 400,
  'telemetry.no_meter_authority': 409,
} as const;

const meterAuthority = z.object({
  certificate: z.string().describe('PEM: who signs meters’ certificates; what a broker trusts'),
  revocations: z.string().describe('PEM: the list of certificates that are no longer in force (CRL)'),
  nextUpdate: z.iso.datetime().describe('from then on no broker takes this list, nor any certificate by it'),
});
export type MeterAuthorityAnswer = Wire<typeof meterAuthority>;

/** What a broker that checks certificates by itself is given. Outside of `/v1`. */
export const readMeterAuthority = endpoint({
  method: 'GET',
  path: '/mqtt/meter-authority',
  summary: 'Whose certificates sign meters in, and which of them no longer do',
  tag: 'Broker',
  access: { public: true },
  hook: true,
  query: z.strictObject({ secret: z.string().max(1_024).optional() }),
  headers: z.object({ 'x-broker-secret': z.string().max(1_024).optional() }),
  answers: { 200: meterAuthority },
  errors: ['telemetry.broker_not_authenticated', 'telemetry.no_meter_authority'],
});
