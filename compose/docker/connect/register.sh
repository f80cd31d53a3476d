#!/bin/sh
# Puts the sink's configuration; the same again changes nothing.
set -eu
sed "s/\${CLICKHOUSE_PASSWORD}/$CLICKHOUSE_PASSWORD/" /etc/fovea/clickhouse-sink.json |
  curl -sS --fail-with-body --retry 20 --retry-all-errors -X PUT -H 'Content-Type: application/json' --data @- \
    http://connect:8083/connectors/clickhouse-sink/config
