# SPDX-License-Identifier: GPL-3.0-or-later
# Tests: GTest programs (tests/*-test.c) and TAP shell scripts (tests/*.t), all run by tests/run,
# which closes on the line "N passed, N failed".
#
# tests/fuzz/NAME.c is a fuzz target; `make test` replays its corpus and seeds made on the spot,
# `make fuzz SECONDS=60` has each search for that long with clang's libFuzzer. What a run learnt is
# kept in build/fuzz/corpus, what it found in build/fuzz/found.
#
# MATRIX=full: tests/matrix.t has all levels, algorithms, stores and shapes meet all, not just in pairs.
#
# `make fuzz-sign COUNT=10000 SEED=1` breaks as many PDFs and signs what is left of them; BASES=FOLDER: these
# PDFs instead of those that are made.

FUZZ_NAMES = $(filter-out replay,$(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/*.c)))
FUZZ = $(FUZZ_NAMES:%=$(B)/tests/fuzz/%)
FUZZER =
FUZZ_MAIN = $(if $(FUZZER),,$(B)/tests/fuzz/replay.o)
SECONDS = 60

# What judges the JBIG2 encoder there; no command links it.
$(B)/tests/fuzz/jbig2: STRANGER = -ljbig2dec

$(B)/tests/fuzz/%: $(B)/tests/fuzz/%.o $(FUZZ_MAIN) $(foreach l,$(LAYERS),$(call objects,$(l)))
	@$(if $(V),,echo "  link $@")
	$(Q)$(CC) $(CFLAGS) $(LINK) $(FUZZER) -o $@ $^ $(call libraries,$(LAYERS)) $(STRANGER) -lm

# tests/mutate changes signed PDFs and has them verified: make fuzz-verify, MUTATIONS of them; `make test`
# runs a few (tests/mutate.t).
MUTATE = $(B)/tests/mutate/verify
MUTATIONS = 1000000
$(MUTATE): $(patsubst %.c,$(B)/%.o,$(wildcard tests/mutate/*.c)) $(foreach l,base signer,$(call objects,$(l)))
	@$(if $(V),,echo "  link $@")
	$(Q)$(CC) $(CFLAGS) $(LINK) -o $@ $^ $(call libraries,$(LAYERS)) -lm

fuzz-verify: all $(MUTATE)
	MUTATIONS=$(MUTATIONS) B=$(B) sh tests/mutate.t

test: all $(TESTS_C) $(FUZZ) $(MUTATE)
	B=$(B) tests/run $(TESTS_C) $(wildcard tests/*.t)

fuzzers: $(FUZZ)

fuzz: all
	$(MAKE) CC=clang B=build/fuzz SAN=1 CFLAGS='-O1 -g -fsanitize=fuzzer-no-link' \
		FUZZER=-fsanitize=fuzzer fuzzers
	tests/fuzz/run $(SECONDS) $(FUZZ_NAMES)

COUNT = 10000
SEED = 1
BASES = $(B)/fuzz-sign/bases

fuzz-sign: all
	mkdir -p $(B)/fuzz-sign/bases
	python3 tests/fuzz_sign.py bases --digisign $(B)/digisign $(B)/fuzz-sign/bases
	python3 tests/fuzz_sign.py run --digisign $(B)/digisign --count $(COUNT) --seed $(SEED) --verbose \
		$(BASES) $(B)/fuzz-sign/run

.PHONY: test fuzz fuzz-sign fuzzers fuzz-verify
