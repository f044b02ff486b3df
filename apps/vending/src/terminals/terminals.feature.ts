import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { remoteKeys } from '@openprepay/runtime/access-token';
import { CLOCK, provide, provideBy, token } from '@openprepay/runtime/service';
import { VendorRepository } from '../vendors/vendor.repository.js';
import { VouchedCertificates } from '@openprepay/runtime/vouched-certificate';
import { VENDING_CONFIG } from '../vending.config.js';
import { AllowEngineering } from './allow-engineering.js';
import { CertifyTerminal } from './certify-terminal.js';
import { CreateOutlet } from './create-outlet.js';
import { CreateTerminal } from './create-terminal.js';
import { FindOutlets } from './find-outlets.js';
import { FindTerminals } from './find-terminals.js';
import { RevokeCertificates } from './revoke-certificates.js';
import { RevokeTerminal } from './revoke-terminal.js';
import { SecondPerson } from './second-person.js';
import { SignInByCertificate } from './sign-in-by-certificate.js';
import { SignInTerminal } from './sign-in-terminal.js';
import { TerminalCertificateRepository } from './terminal-certificate.repository.js';
import { TerminalRepository } from './terminal.repository.js';
import { TerminalsController } from './terminals.controller.js';
import { TillAuthority, type TillAuthoritySettings } from './till-authority.js';

const TILL_AUTHORITY = token<TillAuthoritySettings>('till authority settings');

/** Where vendors sell, and the tills that sign in by themselves. */
export const terminals: Feature = {
  controllers: [TerminalsController],
  providers: [
    provideBy(TILL_AUTHORITY, [VENDING_CONFIG], ({ TILL_AUTHORITY: authority, TILL_CERTIFICATE_DAYS: days }) => ({ authority, days })),
    provide(TillAuthority, [TILL_AUTHORITY]),
    provideBy(
      VouchedCertificates,
      [VENDING_CONFIG, CLOCK],
      (config, clock) => new VouchedCertificates(remoteKeys(config.GATEWAY_JWKS_URL ?? config.JWKS_URL), () => clock.now().getTime()),
    ),
    provide(TerminalCertificateRepository, []),
    provide(TerminalRepository, [TerminalCertificateRepository]),
    provide(CertifyTerminal, [UnitOfWork, TerminalRepository, TerminalCertificateRepository, TillAuthority, CLOCK]),
    provide(RevokeCertificates, [UnitOfWork, TerminalRepository, TerminalCertificateRepository, CLOCK]),
    provide(CreateOutlet, [UnitOfWork, VendorRepository, TerminalRepository, CLOCK]),
    provide(FindOutlets, [UnitOfWork, VendorRepository, TerminalRepository]),
    provide(CreateTerminal, [UnitOfWork, TerminalRepository, CLOCK]),
    provide(AllowEngineering, [UnitOfWork, TerminalRepository, TerminalCertificateRepository, CLOCK]),
    provide(RevokeTerminal, [UnitOfWork, TerminalRepository, CLOCK]),
    provide(FindTerminals, [UnitOfWork, VendorRepository, TerminalRepository]),
    provide(SecondPerson, [TerminalRepository, TerminalCertificateRepository]),
    provide(SignInTerminal, [UnitOfWork, TerminalRepository]),
    provide(SignInByCertificate, [UnitOfWork, VouchedCertificates, TerminalCertificateRepository, TerminalRepository, CLOCK]),
  ],
};
