{{- define "openprepay.kafka" -}}
KAFKA_BROKERS: {{ join "," .Values.kafka.brokers | quote }}
KAFKA_TLS: 'true'
KAFKA_CA_FILE: /run/secrets/authority.pem
KAFKA_SASL_MECHANISM: {{ .Values.kafka.saslMechanism }}
{{- end }}

{{/* The variables of one service, .part, as YAML. */}}
{{- define "openprepay.environment" -}}
{{- $snake := .part | replace "-" "_" -}}
PORT: '3000'
JWKS_URL: http://{{ .Release.Name }}-gateway:3000/api/auth/jwks.json
# HTTP between services alone: podNetworkIsPrivate says that it may be.
HTTP_INSECURE: 'true'
DATABASE_URL: postgresql://openprepay_{{ $snake }}_app@{{ .Values.postgres.host }}:{{ .Values.postgres.port }}/openprepay_{{ $snake }}
DATABASE_CA_FILE: /run/secrets/authority.pem
DATABASE_PASSWORD_FILE: /run/secrets/{{ .part }}-database-password
{{ include "openprepay.kafka" . }}
KAFKA_USERNAME: {{ .part }}
KAFKA_PASSWORD_FILE: /run/secrets/{{ .part }}-kafka-password
{{- if eq .part "key-management" }}
{{- if .Values.hardwareKeys.enabled }}
SECURITY_MODULE: pkcs11
PKCS11_LIBRARY: {{ .Values.hardwareKeys.library | quote }}
PKCS11_TOKEN_LABEL: {{ .Values.hardwareKeys.tokenLabel | quote }}
PKCS11_PIN_FILE: /run/secrets/pkcs11-pin
{{- end }}
{{- if or (not .Values.hardwareKeys.enabled) .Values.hardwareKeys.masterKey }}
MASTER_KEY_FILE: /run/secrets/master-key
{{- end }}
REQUEST_PUBLIC_KEY_FILE: /run/secrets/request-public-key.pem
ISSUE_SEAL_KEY_FILE: /run/secrets/issue-seal-key.pem
{{- else if eq .part "vending" }}
REQUEST_SIGNING_KEY_FILE: /run/secrets/request-signing-key.pem
ISSUE_SEAL_PUBLIC_KEY_FILE: /run/secrets/issue-seal-public-key.pem
{{- if and .Values.https.enabled .Values.https.tills }}
TILL_AUTHORITY_CERT_FILE: /run/secrets/tills-ca.pem
TILL_AUTHORITY_KEY_FILE: /run/secrets/tills-ca.key
{{- end }}
{{- else if eq .part "telemetry" }}
MQTT_URL: {{ .Values.mqtt.url }}
MQTT_CA_FILE: /run/secrets/authority.pem
MQTT_USERNAME: {{ .Values.mqtt.username }}
MQTT_PASSWORD_FILE: /run/secrets/mqtt-password
# The broker acknowledges meters itself and keeps what it took in one session for each pod; which of them gets it is the broker's choice.
MQTT_CLEAN_SESSION: 'false'
MQTT_SHARED_GROUP: telemetry
{{- if eq .Values.mqtt.lets "asks" }}
BROKER_AUTH_SECRET_FILE: /run/secrets/broker-auth-secret
{{- else }}
MQTT_DYNAMIC_SECURITY: 'true'
{{- end }}
{{- else if eq .part "gateway" }}
{{- range list "key-management" "vending" "telemetry" "billing" }}
{{ . | replace "-" "_" | upper }}_URL: http://{{ $.Release.Name }}-{{ . }}:3000
{{- end }}
{{- if .Values.https.enabled }}
HTTPS_HOST: 0.0.0.0
HTTPS_PORT: '8443'
HTTPS_CERT_FILE: /run/secrets/gateway.pem
HTTPS_KEY_FILE: /run/secrets/gateway.key
{{- if .Values.https.tills }}
HTTPS_CLIENT_CA_FILE: /run/secrets/tills-ca.pem
{{- end }}
{{- end }}
DASHBOARD_DIR: apps/dashboard/dist
JWT_SIGNING_KEY_FILE: /run/secrets/jwt-signing-key.json
BOOTSTRAP_ADMIN_USERNAME: {{ .Values.adminUsername }}
BOOTSTRAP_ADMIN_PASSWORD_FILE: /run/secrets/admin-password
BOOTSTRAP_CUSTODIANS: {{ join "," .Values.custodians | quote }}
BOOTSTRAP_CUSTODIANS_PASSWORD_FILE: /run/secrets/custodians-passwords
BOOTSTRAP_UTILITY_CODE: {{ .Values.utility.code | quote }}
BOOTSTRAP_UTILITY_NAME: {{ .Values.utility.name | quote }}
BOOTSTRAP_UTILITY_CURRENCY: {{ .Values.utility.currency | quote }}
BOOTSTRAP_UTILITY_TIME_ZONE: {{ .Values.utility.timeZone | quote }}
{{- with .Values.trustProxy }}
TRUST_PROXY: {{ . | quote }}
{{- end }}
{{- end }}
{{- end }}

{{/* The secrets of one service, .part, by commas. */}}
{{- define "openprepay.secrets" -}}
authority.pem,{{ .part }}-database-password,{{ .part }}-kafka-password
{{- if eq .part "key-management" }},request-public-key.pem,issue-seal-key.pem
{{- if .Values.hardwareKeys.enabled }},pkcs11-pin{{ end }}
{{- if or (not .Values.hardwareKeys.enabled) .Values.hardwareKeys.masterKey }},master-key{{ end }}
{{- else if eq .part "vending" }},request-signing-key.pem,issue-seal-public-key.pem
{{- if and .Values.https.enabled .Values.https.tills }},tills-ca.pem,tills-ca.key{{ end }}
{{- else if eq .part "telemetry" }},mqtt-password{{ if eq .Values.mqtt.lets "asks" }},broker-auth-secret{{ end }}
{{- else if eq .part "gateway" }},jwt-signing-key.json,admin-password,custodians-passwords
{{- if .Values.https.enabled }},gateway.pem,gateway.key{{ if .Values.https.tills }},tills-ca.pem{{ end }}{{ end }}
{{- end }}
{{- end }}
