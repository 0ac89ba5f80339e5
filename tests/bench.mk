# SPDX-License-Identifier: GPL-3.0-or-later
# make bench SCANS=FOLDER: this program beside its peers on the same scans; BENCH_LONG=1 adds a scan of 300 pages
# for the memory that must not grow. With FOLDER/../truth, words are counted as well.
# make reading SCANS=FOLDER: what each step of reading is worth, by FOLDER/../truth; SPOIL=1: how badly scans may be
# spoilt.
# make fields SCANS=FOLDER: how well documents are described, by FOLDER/../truth; LIST=1 names what is not right.
# Signing is measured by tests/bench_sign.py, beside openssl speed; make bench-sign: that alone.
# Verifying is measured by tests/bench_verify.py, beside pdfsig and openssl dgst; make bench-verify: that alone.

SCANS = samples/scans

bench: all bench-sign bench-verify
	tests/bench.py --digitize $(B)/digitize $(if $(BENCH_LONG),--long) $(SCANS)

bench-sign: all
	tests/bench_sign.py --digisign $(B)/digisign --disk $(B)

bench-verify: all
	tests/bench_verify.py --digisign $(B)/digisign

reading: all
	tests/reading.py --digitize $(B)/digitize $(if $(SPOIL),--spoil) $(SCANS)

fields: all
	rm -rf $(B)/fields
	$(B)/digitize batch -q $(SCANS) -o $(B)/fields
	tests/measure_fields.py $(if $(LIST),--list) $(SCANS)/.. $(B)/fields

.PHONY: bench-sign bench-verify reading fields
