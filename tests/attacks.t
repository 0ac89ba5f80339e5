#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Whatever is done to a signed PDF, it is not called valid: every class of attack, each a row of
# tests/revisions/attacks_*.py. That it is one, readers are asked: they open it, and where it shows something
# else they show it.
. tests/tap.sh
. tests/online.sh
. tests/revisions/bases.sh
online_begin "rsa2048 p256"

check "what is to be attacked is signed" make_bases
check "all attacks are made, and get a verdict" verdicts attacks
check "there are 60 of them at least" at_least 60 "$T/attacks.told"
check_each attacks
finish
