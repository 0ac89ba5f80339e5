#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes small sound inputs to start fuzzing from: tests/fuzz/seeds.sh FOLDER, in folders of the
# targets' names. $B is the folder of the build, whose digisign signs.
set -eu
here=$(realpath "$(dirname "$0")")
signer=$(realpath "${B:-build}/digisign")
out=$1
for target in "$here"/*.c; do
	mkdir -p "$out/$(basename "$target" .c)"
done
rmdir "$out/replay"
out=$(realpath "$out")

picture() {
	convert -size 61x43 plasma:red-blue -fill black -draw 'rectangle 5,5 30,9' \
		-density 300 -depth 8 -alpha off "$@"
}

cd "$out/scan_tiff"
picture colour.tif
picture -colorspace Gray grey.tif
picture -monochrome -compress Group4 one.tif
convert one.tif one.tif -compress Group4 pages.tif
for compression in none lzw zip packbits g4 g3:1d g3:2d; do
	tiffcp -c "$compression" -r 16 one.tif "one-$compression.tif"
done
for compression in none lzw:2 zip:2 packbits; do
	tiffcp -c "$compression" -r 16 grey.tif "grey-$compression.tif"
	tiffcp -c "$compression" -r 16 colour.tif "colour-$compression.tif"
	tiffcp -c "$compression" -t -w 32 -l 32 colour.tif "tiles-$compression.tif"
done
tiffcp -c jpeg -r 16 grey.tif grey-jpeg.tif
tiffcp -c jpeg:r -r 16 colour.tif colour-jpeg.tif
tiffcp -c jpeg:r -t -w 32 -l 32 colour.tif tiles-jpeg.tif
tiffcp -8 -B colour.tif big.tif

cd "$out/scan_jpeg"
picture -quality 60 colour.jpg
picture -quality 60 -colorspace Gray grey.jpg
picture -quality 60 -interlace Plane -sampling-factor 4:4:4 progressive.jpg
picture -quality 60 -colorspace CMYK cmyk.jpg

cd "$out/scan_png"
picture colour.png
picture -colorspace Gray grey.png
picture -monochrome one.png
picture -colors 16 png8:map.png
picture -alpha set -channel A -evaluate set 50% png32:alpha.png
picture -interlace PNG interlaced.png

cd "$out/scan_jp2"
picture colour.jp2
picture -colorspace Gray grey.jp2
picture stream.j2k

python3 "$here/seeds.py" "$out" images
qpdf --object-streams=generate "$out/scan_pdf/jpeg" "$out/scan_pdf/objects"

cp "$out"/scan_jpeg/* "$out/jpeg_small"
cp "$out"/scan_jpeg/* "$out"/scan_png/* "$out/picture"
cp "$out"/scan_pdf/* "$out/front_page"
python3 "$here/../pages.py" seen-90 "$out/front_page/seen"
cp "$here/../../signer/profiles.ini" "$out/profile/built-in"
printf '[x]\nlike=tt05\nplace=top-left\ntry=bottom-left, top-right\ncolour=#12aBcd\nlines=a {date}\\;b;\nqr={time}\n' \
	>"$out/profile/own"
printf '[x]\nlike=y\nwidth=1 mm, 2 cm\nlines={x\nimage=x.png\n[none]\n' >"$out/profile/wrong"

cd "$out/kept"
cp "$out"/scan_pdf/* .
python3 "$here/../pages.py" small .
# cairo embeds few glyphs, and leaves out what maps codes to them
python3 "$here/../pages.py" born whole.pdf
pdftocairo -pdf whole.pdf few.pdf
qpdf --qdf --object-streams=disable few.pdf few.qdf
sed 's|/Subtype /CIDFontType2|/CIDToGIDMap /Identity &|' few.qdf | fix-qdf >mapped.qdf
qpdf mapped.qdf mapped.pdf
rm whole.pdf few.qdf mapped.qdf

# A demonstration identity signs; its certificate and the signature's value are seeds, too.
export XDG_DATA_HOME="$out/identity" LC_ALL=C.UTF-8
"$signer" sign -q --profile none -o "$out/verify/once" "$out/scan_pdf/plain"
"$signer" sign -q --profile none -o "$out/verify/twice" "$out/verify/once"
for target in raise revisions history; do
	cp "$out"/verify/once "$out"/verify/twice "$out/$target"
done
openssl x509 -in "$XDG_DATA_HOME/digisign/demonstration-root.pem" -outform DER \
	-out "$out/der/certificate"
openssl pkcs12 -in "$XDG_DATA_HOME/digisign/demonstration.p12" -passin pass: -nodes \
	-out "$out/key_file/open" 2>/dev/null
openssl pkcs8 -topk8 -in "$out/key_file/open" -passout pass:x -out "$out/key_file/sealed"
rm -rf "$XDG_DATA_HOME"
python3 "$here/seeds.py" "$out" signatures

# What servers answer. An OCSP answer and a list follow the certificate and the issuer's.
sh "$here/../pki-online.sh" "$out/pki" http://127.0.0.1:1 p256
cd "$out/pki"
export BASE=http://127.0.0.1:1
for digest in sha256 sha512; do
	openssl ts -query -data online.cnf "-$digest" -cert -out query.tsq 2>/dev/null
	openssl ts -reply -config online.cnf -section tsa1 -queryfile query.tsq -signer tsa.pem \
		-inkey tsa.key -chain intermediate.pem -out "$out/timestamp/$digest" 2>/dev/null
done
openssl ts -reply -config online.cnf -in "$out/timestamp/sha256" -token_out \
	-out "$out/timestamp/token" 2>/dev/null
printf '0\0030\001\002' >"$out/timestamp/refused"
for name in p256 revoked; do
	openssl x509 -in "$name.pem" -outform DER -out "$name.cer"
	openssl ocsp -index intermediate.txt -CA intermediate.pem -rsigner ocsp.pem -rkey ocsp.key \
		-issuer intermediate.pem -cert "$name.pem" -ndays 2 -respout answer >/dev/null 2>&1
	cat "$name.cer" intermediate.cer answer >"$out/ocsp/$name"
	for list in intermediate scope-mine scope-some delta; do
		cat "$name.cer" intermediate.cer "$list.crl" >"$out/crl/$name-$list"
	done
done
cp intermediate.cer intermediate.p7c "$out/issuers"
cd "$out"
rm -rf "$out/pki"

cd "$out/listing"
zeros=$(printf '%064d' 0)
printf '%s  a.pdf\n%s *b c.pdf\n# a word\n\\%s  two\\nlines \\\\.pdf\n' "$zeros" "$zeros" "$zeros" >list.sha256
printf '{"format":"digitize manifest 1","documents":[{"products":[{"path":"store/a.pdf","size":3,"sha256":"%s"}]}],"lists":{"products.sha256":"%s"}}' \
	"$zeros" "$zeros" >manifest.json

# one and a half of what a worker tells of a file
cd "$out/told"
printf '\1\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0valid\0\0\36' >one
head -c 20 one >half
