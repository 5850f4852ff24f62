#!/bin/sh
# Makes the key files beside this script anew, with OpenSSL 3 and OpenSSH's ssh-keygen: their default outputs, small keys.
# Every passphrase is "test". Test keys: they protect nothing.
set -eu
cd "$(dirname "$0")"
P="-passout pass:test"
openssl genrsa -out genrsa.pem 2048
openssl genrsa -aes256 $P -out genrsa-aes256.pem 2048
openssl genrsa -traditional -out genrsa-traditional.pem 2048
openssl rsa -in genrsa.pem -traditional -aes256 $P -out rsa-traditional-aes256.pem
openssl rsa -in genrsa.pem -traditional -aes128 $P -out rsa-traditional-aes128.pem
openssl rsa -in genrsa.pem -traditional -des3 $P -out rsa-traditional-des3.pem
openssl rsa -provider legacy -provider default -in genrsa.pem -traditional -des $P -out rsa-traditional-des.pem
openssl rsa -in genrsa.pem -pubout -out rsa-pubout.pem
openssl rsa -in genrsa.pem -RSAPublicKey_out -out rsa-public-pkcs1.pem
for alg in ed25519 ed448 x25519 x448; do
    openssl genpkey -algorithm $alg -out genpkey-$alg.pem
    openssl genpkey -algorithm $alg -aes256 -pass pass:test -out genpkey-$alg-aes256.pem
    openssl pkey -in genpkey-$alg.pem -pubout -outform DER -out pub-$alg.der
done
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out genpkey-ec.pem
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -aes256 -pass pass:test -out genpkey-ec-aes256.pem
openssl genpkey -algorithm RSA -out genpkey-rsa.pem
openssl ecparam -name secp521r1 -genkey -out ecparam-genkey.pem
openssl ecparam -name secp256k1 -genkey -noout -out ecparam-noout.pem
openssl ec -in genpkey-ec.pem -aes256 $P -out ec-aes256.pem
for v2 in aes128 aes192 aes256 des3; do
    openssl pkcs8 -topk8 -v2 $v2 -in genpkey-ec.pem $P -out topk8-$v2.pem
done
for prf in hmacWithSHA1 hmacWithSHA384 hmacWithSHA512; do
    openssl pkcs8 -topk8 -v2 aes256 -v2prf $prf -in genpkey-ec.pem $P -out topk8-$prf.pem
done
openssl pkcs8 -topk8 -in genpkey-ec.pem $P -outform DER -out topk8.der
openssl pkcs8 -topk8 -scrypt -scrypt_N 1024 -in genpkey-ec.pem $P -out topk8-scrypt.pem
openssl pkcs8 -topk8 -v1 PBE-SHA1-3DES -in genpkey-ec.pem $P -out topk8-v1.pem
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout req-key.pem -out req-cert.pem -days 36500 \
    -subj "/C=DE/O=Example, Ltd./CN=root" -addext "basicConstraints=critical,CA:true"
openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout leaf-key.pem -out leaf.csr \
    -subj "/O=Example, Ltd./CN=leaf.example" -addext "subjectAltName=DNS:leaf.example,IP:192.0.2.1,email:a@leaf.example"
openssl x509 -req -in leaf.csr -CA req-cert.pem -CAkey req-key.pem -days 36500 -set_serial 0x0a1b2c -copy_extensions copy \
    -out leaf-cert.pem
openssl x509 -in leaf-cert.pem -outform DER -out leaf-cert.der
cat leaf-cert.pem req-cert.pem >chain.pem
cat leaf-key.pem leaf-cert.pem req-cert.pem >key-and-chain.pem
cat leaf-cert.pem leaf-key.pem >cert-and-key.pem
openssl pkcs12 -export -inkey leaf-key.pem -in leaf-cert.pem -certfile req-cert.pem -name leaf $P -out modern.p12
openssl pkcs12 -export -legacy -inkey leaf-key.pem -in leaf-cert.pem -certfile req-cert.pem -name leaf $P -out legacy.p12
openssl pkcs12 -export -inkey leaf-key.pem -in leaf-cert.pem -passout pass: -out empty-passphrase.p12
openssl pkcs12 -export -nomac -keypbe NONE -certpbe NONE -inkey leaf-key.pem -in leaf-cert.pem $P -out open.p12
rm leaf.csr
for type in rsa ecdsa ed25519; do
    ssh-keygen -q -t $type -N "" -C "user@host" -f ssh-$type
    ssh-keygen -q -t $type -N test -C "user@host" -f ssh-$type-test
    rm ssh-$type-test.pub
done
for bits in 384 521; do ssh-keygen -q -t ecdsa -b $bits -N "" -C "" -f ssh-ecdsa-$bits; done
for cipher in aes128-cbc aes256-gcm@openssh.com chacha20-poly1305@openssh.com; do
    ssh-keygen -q -t ed25519 -Z $cipher -N test -C "" -f ssh-$cipher
    rm ssh-$cipher.pub
done
{ echo "# keys of the team"; cat ssh-rsa.pub; printf 'command="echo hi",no-pty '; cat ssh-ed25519.pub; cat ssh-ecdsa-521.pub; } >authorized_keys
