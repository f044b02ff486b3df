/** What `sts help` prints. */
export const USAGE = `sts: STS prepayment tokens (IEC 62055-41), meter keys and meter numbers

  sts encode KIND [token options] [key options]     one token
  sts decode TOKEN [key options]                    what a token says
  sts explain TOKEN [key options]                   a token drawn field by field, with its bits
  sts key [derivation options]                      a meter's decoder key, and the vending key's check value
  sts key-change [key options] [new key options]    the tokens that give a meter a new key
  sts check METER-NUMBER                            check digits, manufacturer code and PAN of a meter number
  sts batch [--decode] [--tables FILE]              JSON lines in, JSON lines out
  sts conformance (--command CMD | --url URL)       the vectors against any implementation, and a report

Every command but batch takes --json.

Kinds: credit, currency, meter-test, extended-read, set-maximum-power-limit, clear-credit, set-tariff-rate, clear-tamper-condition,
  set-maximum-phase-power-unbalance-limit, set-water-meter-factor, extended-set, extended-flag
Token options:
  --commodity electricity|water|gas|time     --amount 25.6 (kWh, m3, min, or currency; --amount=-1.5)
  --at 2026-03-01T13:00:00Z (now)            --token-identifier N (instead of --at)     --random 0..15 (random)
  --watts N  --register 0..7|all  --rate N  --factor N  --token-index N  --control-value N  --flag-index N  --flag-value 0|1
  --tests all|NAME,NAME,...  --control HEX (instead of --tests)  --manufacturer-code 00
Key options: a decoder key, or what it derives from
  --algorithm EA07|EA11 (EA11)  --key HEX|@FILE  --tables FILE (EA07: licensed tables as JSON; else the sample tables)
Derivation options:
  --vending-key HEX|@FILE  --derivation DKGA02|DKGA04 (DKGA04)  --meter NUMBER or --pan PAN  --supply-group 6 digits  --tariff-index 2 digits
  --key-revision 1..9  --key-type 0..3 (2)  --base-date 1993|2014|2035 (2014)
New key options:
  --new-key HEX|@FILE, or any of --new-vending-key --new-supply-group --new-tariff-index --new-key-revision --new-key-type --new-base-date
  --key-expiry 0..255 (255)  --include-supply-group
Conformance options:
  --name NAME  --kind credit|currency|management|test|key-change  --timeout SECONDS (10)

A key on the command line can be seen by other users of the machine: --key @FILE reads it from a file.
`;
