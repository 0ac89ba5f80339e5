# SPDX-License-Identifier: GPL-3.0-or-later
#
# make            build/digitize, build/digisign and their catalogs
# make deps       install what building, running and testing need (Debian 12, as root)
# make test       every test; SAN=1: with the address and undefined behaviour sanitizers
# make fuzz       every parser fed with nonsense for SECONDS=60 each, by clang's libFuzzer
# make fuzz-sign  signs 10,000 broken PDFs and has strangers judge each
#                 fuzz-verify: signed PDFs, changed in MUTATIONS=1000000 ways, of which none may be called valid
# make bench      side by side with the peers; prints ratios
# make reading    what each step of reading is worth, measured on scans with known text
# make fields     how well each field of a description is found, on scans with known truth
# make lint       compilers' warnings, cppcheck, format, catalogs, layers
# make demo       the main job on samples/
# make install    DESTDIR= PREFIX=
# V=1 shows every command.

VERSION = 0.1.0
PREFIX = /usr/local
DESTDIR =
CC = gcc
CFLAGS = -O2 -g
SAN =
V =
Q = $(if $(V),,@)

all:

B = build$(if $(SAN),/san)
LAYERS = base ocr signer pipeline
WARNINGS = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith \
	-Wvla -Wformat=2 -Wno-format-nonliteral -Werror=implicit-function-declaration
HARDEN = -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE
SANITIZE = -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
COMMON = -std=gnu11 -I. -I$(B) $(WARNINGS) -DVERSION='"$(VERSION)"' -D_GNU_SOURCE \
	-DPKCS11_MODULES='"$(PKCS11_MODULES)"' \
	-DGLIB_VERSION_MIN_REQUIRED=GLIB_VERSION_2_74 -DGLIB_VERSION_MAX_ALLOWED=GLIB_VERSION_2_74 \
	$(if $(SAN),$(SANITIZE),$(HARDEN))
LINK = $(if $(SAN),$(SANITIZE),-pie -Wl,-z,relro,-z,now) -Wl,--as-needed

# Which libraries each layer knows. A command links the layers below it and no others.
PC_base = glib-2.0 gio-2.0 libqpdf json-glib-1.0
PC_ocr = lept tesseract libtiff-4 poppler-glib libqpdf libxml-2.0 libjpeg freetype2
PC_signer = libcrypto p11-kit-1 libqpdf harfbuzz harfbuzz-subset libcurl libxml-2.0 poppler-glib \
	libqrencode libjpeg
PC_pipeline = sqlite3 poppler-glib libtiff-4 lept libjpeg
PC = $(sort $(foreach layer,$(LAYERS),$(PC_$(layer))))
PC_CFLAGS := $(shell pkg-config --cflags $(PC) 2>/dev/null | sed 's/-I\//-isystem \//g')

# Where a system keeps the modules of tokens.
PKCS11_MODULES := $(shell pkg-config --variable=p11_module_path p11-kit-1 2>/dev/null)

# What is a command's own: no other command and no test links it.
mains = $(patsubst %.c,$(B)/%.o,$(wildcard $(1)/main.c $(1)/command_*.c))
objects = $(filter-out $(call mains,$(1)),$(patsubst %.c,$(B)/%.o,$(wildcard $(1)/*.c)))
libraries = $(shell pkg-config --libs $(sort $(foreach layer,$(1),$(PC_$(layer)))))

COMMANDS = $(B)/digitize $(B)/digisign
LIBRARY = $(B)/libdigisign.a
all: $(COMMANDS) $(LIBRARY) $(B)/locale/vi/LC_MESSAGES/digitize.mo $(B)/digitize.conf.example $(B)/digitize.conf.5

$(B)/digitize: $(call mains,pipeline) $(foreach l,$(LAYERS),$(call objects,$(l)))
	@$(if $(V),,echo "  link $@")
	$(Q)$(CC) $(CFLAGS) $(LINK) -o $@ $^ $(call libraries,$(LAYERS)) -lm
$(B)/digisign: $(call mains,signer) $(foreach l,base signer,$(call objects,$(l)))
	@$(if $(V),,echo "  link $@")
	$(Q)$(CC) $(CFLAGS) $(LINK) -o $@ $^ $(call libraries,base signer) -lm

# For other programs: what signer/signer.h declares.
$(LIBRARY): $(foreach l,base signer,$(call objects,$(l)))
	@$(if $(V),,echo "  library $@")
	$(Q)rm -f $@ && $(AR) rcs $@ $^

$(B)/%.o: %.c Makefile
	@mkdir -p $(@D)
	@$(if $(V),,echo "  $(CC) $<")
	$(Q)$(CC) $(CFLAGS) $(COMMON) $(PC_CFLAGS) -MMD -MP -c -o $@ $<

# What is data in a file of its own, and compiled in.
$(B)/%.ini.h: %.ini
	@mkdir -p $(@D)
	$(Q)sed 's/[\\"]/\\&/g; s/.*/"&\\n"/' $< > $@
$(B)/signer/profile.o: $(B)/signer/profiles.ini.h
$(B)/pipeline/vocabulary.o: $(patsubst %,$(B)/%.h,$(wildcard vocabulary/*.ini))

-include $(wildcard $(B)/*/*.d $(B)/*/*/*.d)

# The tests of C nouns: tests/NAME-test.c links all layers.
TESTS_C = $(patsubst tests/%.c,$(B)/tests/%,$(wildcard tests/*-test.c))
$(B)/tests/%: $(B)/tests/%.o $(foreach l,$(LAYERS),$(call objects,$(l)))
	@$(if $(V),,echo "  link $@")
	$(Q)$(CC) $(CFLAGS) $(LINK) -o $@ $^ $(call libraries,$(LAYERS)) -lm

include tests/tests.mk
-include tests/bench.mk

$(B)/locale/%/LC_MESSAGES/digitize.mo: po/%.po
	@mkdir -p $(@D)
	msgfmt --check -o $@ $<

$(B)/digitize.conf.example: $(B)/digitize
	LC_ALL=C.UTF-8 XDG_CONFIG_HOME=/nonexistent $< --show-settings > $@

$(B)/digitize.conf.5: docs/digitize.conf.5.in $(B)/digitize
	{ sed '/^@SETTINGS@/,$$d' $<; LC_ALL=C.UTF-8 $(B)/digitize --settings-manual; \
		sed '1,/^@SETTINGS@/d' $<; } > $@

# Every sentence for users, gathered from the sources into the catalogs.
po: po/digitize.pot
	msgmerge --quiet --update --backup=none --no-wrap po/vi.po $<
po/digitize.pot: $(foreach l,$(LAYERS),$(wildcard $(l)/*.c $(l)/*.h))
	@xgettext --from-code=UTF-8 --keyword=_ --keyword=N_ --keyword=ngettext:1,2 \
		--package-name=digitize --package-version=$(VERSION) --no-wrap --sort-by-file \
		--add-comments=Translators -o - $(sort $^) | sed '/^"POT-Creation-Date/d' > $@

deps:
	sh deps.sh test

# clang's own eyes, cppcheck, and the form.
lint:
		@$(MAKE) -s CC=clang B=build/lint CFLAGS='-O1 -Werror' $(foreach l,$(LAYERS),$(patsubst \
		%.c,build/lint/%.o,$(wildcard $(l)/*.c)))
	@cppcheck --quiet --std=c11 --error-exitcode=1 --inline-suppr --library=gtk -I. -Ibuild/lint \
		--enable=warning,performance,portability --suppress=missingIncludeSystem \
		--suppress=nullPointerRedundantCheck -D_GNU_SOURCE -DVERSION='""' \
		'-DG_DEFINE_QUARK(a,b)=' \
		$(LAYERS)
	@clang-format --dry-run --Werror $(foreach d,$(LAYERS) tests tests/fuzz tests/mutate,$(wildcard $(d)/*.c $(d)/*.h))

format:
	@clang-format -i $(foreach d,$(LAYERS) tests tests/fuzz tests/mutate,$(wildcard $(d)/*.c $(d)/*.h))

demo: all
	rm -rf build/demo && mkdir -p build/demo
	build/digitize batch samples/scans -o build/demo/out
	@echo "The signed PDFs are in build/demo/out/store; look around with"
	@echo "  build/digitize status build/demo/out"
	@echo "  build/digitize search build/demo/out 'giấy phép xây dựng'"
	@echo "  build/digisign verify --trust build/demo/out/demonstration-root.pem build/demo/out/store"

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1 \
		$(DESTDIR)$(PREFIX)/share/man/man5 $(DESTDIR)$(PREFIX)/share/doc/digitize \
		$(DESTDIR)$(PREFIX)/share/locale/vi/LC_MESSAGES \
		$(DESTDIR)$(PREFIX)/include/signer $(DESTDIR)$(PREFIX)/lib/pkgconfig
	install -m 755 $(COMMANDS) $(DESTDIR)$(PREFIX)/bin
	install -m 644 docs/digitize.1 docs/digisign.1 $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 644 $(B)/digitize.conf.5 $(DESTDIR)$(PREFIX)/share/man/man5
	install -m 644 README.md LICENSE docs/verifying.md docs/verify.schema.json $(B)/digitize.conf.example \
		signer/profiles.ini $(DESTDIR)$(PREFIX)/share/doc/digitize
	install -m 644 $(B)/locale/vi/LC_MESSAGES/digitize.mo \
		$(DESTDIR)$(PREFIX)/share/locale/vi/LC_MESSAGES
	install -m 644 signer/signer.h signer/verify.h $(DESTDIR)$(PREFIX)/include/signer
	install -m 644 $(LIBRARY) $(DESTDIR)$(PREFIX)/lib
	@printf '%s\n' 'Name: digisign' 'Description: signs PDFs (PAdES) and verifies them' \
		'Version: $(VERSION)' 'Requires: $(sort $(PC_base) $(PC_signer))' \
		'Cflags: -I$(PREFIX)/include' 'Libs: -L$(PREFIX)/lib -ldigisign -lm' >$(DESTDIR)$(PREFIX)/lib/pkgconfig/digisign.pc

clean:
	rm -rf build

.SECONDARY:
.PHONY: all po deps test lint format demo bench install clean
