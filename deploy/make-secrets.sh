#!/bin/sh
# Makes what docker-compose.yml mounts as secrets, and most of what the Helm chart does: passwords, one a role and service, the key that vending signs its requests by, and an
# authority of the installation's own with certificates for PostgreSQL, Kafka, mosquitto and the gateway, and the authority of tills. What is there already stays as it
# is, so it may be run at any time.
#
#   deploy/make-secrets.sh [folder]        the folder is deploy/secrets unless given
#
# OPENPREPAY_CUSTODIANS   names of the first custodians, by commas; custodian1,custodian2 unless set, as in docker-compose.yml
# OPENPREPAY_MQTT_NAMES   names and addresses by which meters call mosquitto, by commas
# OPENPREPAY_HTTPS_NAMES  names and addresses by which people and tills call the gateway, by commas
set -eu
umask 077

folder=${1:-$(dirname "$0")/secrets}
custodians=${OPENPREPAY_CUSTODIANS:-custodian1,custodian2}
command -v openssl >/dev/null || { echo 'make-secrets: needs openssl' >&2; exit 1; }

mkdir -p "$folder"
# Containers read the files as users of their own, so the files are open and the folder is shut.
chmod 700 "$folder"
draft=$(mktemp -d "$folder/.draft.XXXXXX")
trap 'rm -rf "$draft"' EXIT
trap 'exit 1' HUP INT TERM

# A file is there whole or not at all, and is never written over.
keep() { # <name> <mode>
  chmod "$2" "$draft/$1"
  mv "$draft/$1" "$folder/$1"
  echo "made $folder/$1"
}

missing() { [ ! -e "$folder/$1" ]; }

# 24 octets, of characters that need no quotes anywhere.
password() { openssl rand -base64 24 | tr '+/' '-_'; }

secret() { # <name>
  if missing "$1"; then
    password >"$draft/$1"
    keep "$1" 444
  fi
}

for service in key-management vending telemetry billing gateway; do
  secret "$service-database-password"
  secret "$service-kafka-password"
done
secret postgres-password
secret operator-kafka-password
secret mqtt-password
secret admin-password

if missing custodians-passwords; then
  echo "$custodians" | tr ',' '\n' | while read -r _name; do password; done >"$draft/custodians-passwords"
  keep custodians-passwords 444
fi

# A signing key and its public half, which is made again from the key where it alone is gone.
signing_keys() { # <private> <public>
  if missing "$1"; then
    openssl genpkey -algorithm ED25519 -out "$draft/$1"
    openssl pkey -in "$draft/$1" -pubout -out "$draft/$2"
    keep "$2" 444
    keep "$1" 444
  elif missing "$2"; then
    openssl pkey -in "$folder/$1" -pubout -out "$draft/$2"
    keep "$2" 444
  fi
}

# By the one vending signs what it asks the vault for, by the other the vault knows it.
signing_keys request-signing-key.pem request-public-key.pem

# By the one the vault seals what it says that it has issued, by the other vending knows that it is the vault who says so.
signing_keys issue-seal-key.pem issue-seal-public-key.pem

new_key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$draft/$1" 2>/dev/null; }

# An authority, and its certificate made again from the key where it alone is gone.
authority() { # <file> <name> <mode of the key> <days>
  missing "$1.pem" || return 0
  cat >"$draft/$1.conf" <<CONF
[req]
distinguished_name = name
x509_extensions = authority
prompt = no
[name]
CN = $2
[authority]
basicConstraints = critical, CA:true, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
CONF
  if missing "$1.key"; then
    new_key "$1.key"
    keep "$1.key" "$3"
  fi
  openssl req -x509 -new -sha256 -days "$4" -key "$folder/$1.key" -config "$draft/$1.conf" -out "$draft/$1.pem"
  keep "$1.pem" 444
}

# Its key signs and is mounted nowhere. Without it the authority stays, and no certificate can be added.
authority authority 'OpenPrepay installation' 400 3650

# Vending signs tills' certificates by it, and nobody's else.
authority tills-ca 'OpenPrepay tills' 444 7300

alternative_names() { # <names by commas>
  echo "$1" | tr ',' '\n' | while read -r name; do
    case $name in
      '') ;;
      *:*) echo "IP:$name" ;;
      *[!0-9.]*) echo "DNS:$name" ;;
      *) echo "IP:$name" ;;
    esac
  done | paste -s -d , -
}

certificate() { # <server> <names by commas>
  if missing "$1.pem" || missing "$1.key"; then
    missing authority.key && { echo "make-secrets: $1.pem or $1.key is missing, and so is the authority.key to sign it with" >&2; exit 1; }
    new_key "$1.key"
    openssl req -new -sha256 -key "$draft/$1.key" -subj "/CN=$1" -out "$draft/$1.csr"
    cat >"$draft/$1.conf" <<CONF
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth, clientAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = $(alternative_names "$2")
CONF
    openssl x509 -req -sha256 -days 825 -in "$draft/$1.csr" -CA "$folder/authority.pem" -CAkey "$folder/authority.key" \
      -set_serial "0x$(openssl rand -hex 16)" -extfile "$draft/$1.conf" -out "$draft/$1.pem" 2>/dev/null
    rm -f "$folder/$1.key" "$folder/$1.pem"
    keep "$1.key" 444
    keep "$1.pem" 444
  elif ! openssl x509 -in "$folder/$1.pem" -noout -checkend 2592000 >/dev/null; then
    echo "make-secrets: $folder/$1.pem ends within 30 days: remove it, run this again and make the container of $1 anew" >&2
  fi
}

certificate postgres postgres,localhost,127.0.0.1
certificate kafka kafka,localhost,127.0.0.1
certificate mosquitto "mosquitto,localhost,127.0.0.1,${OPENPREPAY_MQTT_NAMES:-}"
certificate gateway "gateway,localhost,127.0.0.1,${OPENPREPAY_HTTPS_NAMES:-}"
