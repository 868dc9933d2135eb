#!/bin/sh
# Makes the private certificate that the https tests trust: for 127.0.0.1 and localhost, good for a hundred years.
set -e
cd "$(dirname "$0")"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500 -subj '/CN=localhost' \
  -addext 'subjectAltName=DNS:localhost,IP:127.0.0.1' -keyout private-key.pem -out certificate.pem
