#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every sentence that a user can see is in the Vietnamese catalog.
. tests/tap.sh

make -s -B po/digitize.pot >"$T/make.log" 2>&1

every_message_is_known() {
	msgcmp --use-untranslated po/vi.po po/digitize.pot >"$T/all" 2>&1 || { cat "$T/all"; return 1; }
	msgcmp po/vi.po po/digitize.pot
}

no_fuzzy() {
	msgattrib --only-fuzzy --no-obsolete po/vi.po | grep -c '^msgid' >"$T/count"
	[ "$(cat "$T/count")" = 0 ] || { msgattrib --only-fuzzy po/vi.po; return 1; }
}

check "the catalog is well formed" msgfmt --check --output-file=/dev/null po/vi.po
check "every message is translated" every_message_is_known
check "no translation is a guess" no_fuzzy
check "no old message is left behind" not grep -n '^#~' po/vi.po
mkdir -p "$T/locale"
localedef -i vi_VN -f UTF-8 "$T/locale/vi_VN.UTF-8" >/dev/null 2>&1
vietnamese() {
	env LOCPATH="$T/locale" LC_ALL=vi_VN.UTF-8 "$@"
}
check "digitize speaks Vietnamese" says "hồ sơ" vietnamese "$B/digitize" --help
check "digisign speaks Vietnamese" says "chữ ký" vietnamese "$B/digisign" --help
finish
