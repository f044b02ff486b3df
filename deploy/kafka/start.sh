#!/bin/sh
# Starts Kafka: writes down, where only this container's user reads, who may sign in and what the broker shows; makes the log's folder
# what Kafka wants it to be where it is new.
set -eu
umask 077
secrets=${SECRETS_DIR:-/run/secrets}
own=${OWN_DIR:-/run/kafka}
config=${CONFIG_DIR:-/etc/openprepay}
kafka=${KAFKA_HOME:-/opt/kafka}
# The id that the image gives a broker which is told none.
cluster=5L6g3nShT-eMCtK--X86sw

known=''
for user in operator key-management vending telemetry billing gateway; do
  known="$known user_$user=\"$(cat "$secrets/$user-kafka-password")\""
done
login="username=\"operator\" password=\"$(cat "$secrets/operator-kafka-password")\""
module='org.apache.kafka.common.security.plain.PlainLoginModule required'

cat "$secrets/kafka.key" "$secrets/kafka.pem" >"$own/keystore.pem"
{
  cat "$config/server.properties"
  echo "listener.name.clients.plain.sasl.jaas.config=$module $login$known;"
} >"$own/server.properties"
# For the operator's own tools in the container, and to see whether the broker answers.
cat >"$own/client.properties" <<PROPERTIES
security.protocol=SASL_SSL
sasl.mechanism=PLAIN
sasl.jaas.config=$module $login;
ssl.truststore.type=PEM
ssl.truststore.location=$secrets/authority.pem
PROPERTIES

"$kafka/bin/kafka-storage.sh" format --ignore-formatted --cluster-id "$cluster" --config "$own/server.properties"
exec "$kafka/bin/kafka-server-start.sh" "$own/server.properties"
