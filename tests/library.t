#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Another program signs with the library, from what `make install` has put there.
. tests/tap.sh
export LC_ALL=C.UTF-8 LANGUAGE= PIN=secret
san=
[ "$B" = build ] || san="SAN=1 CFLAGS=-O1"
sh tests/pki.sh "$T/pki" >"$T/pki.log" 2>&1
python3 tests/permissions.py make "$T/in.pdf" ""

check "the library is installed" make -s $san PREFIX="$T/there" install
for file in include/signer/signer.h include/signer/verify.h lib/libdigisign.a lib/pkgconfig/digisign.pc; do
	check "with $file" test -s "$T/there/$file"
done

PKG_CONFIG_PATH=$T/there/lib/pkgconfig
export PKG_CONFIG_PATH
flags="-std=gnu11 -Wall -Wextra -Werror"
[ "$B" = build ] || flags="$flags -fsanitize=address,undefined"
compile() {
	${CC:-cc} $flags "$1" -o "$T/$2" $(pkg-config --cflags --libs digisign)
}
check "the example is compiled against it" compile docs/examples/sign-one.c sign-one
one() {
	"$T/sign-one" "$T/pki/$1.p12" "$T/pki/$2.pem" "$T/$3" "$T/out.pdf"
}
check "it signs and verifies" says ": valid" one rsa root in.pdf
check "and tells what could not be checked" says "it cannot be told whether the certificate was revoked" one ec root in.pdf
check "openssl finds it right" python3 tests/permissions.py intact "$T/out.pdf" "$T/pki" 1
check "and the place stands there" python3 tests/permissions.py entry "$T/out.pdf" /Location "u:Bình Dương"
check "with another root it is not valid" says ": not valid" one rsa other-root in.pdf
rm -f "$T/out.pdf"
check "a file that is not there is told in a sentence" says "missing.pdf" one rsa root missing.pdf
check "a certificate that has ended is refused" says "the certificate ended on" one expired root in.pdf
check "and nothing is left behind" test -z "$(find "$T" -name '*out.pdf*')"
finish
