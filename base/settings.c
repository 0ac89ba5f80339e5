/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/settings.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/ini.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

typedef enum { NUMBER, TEXT, CHOICE, PATH, DATE, LANGUAGES } Type;

/* May a file beside the scans say it? Whoever brought the scans may have brought the file: what it
 * says names no file, program, key or variable, and sets no limit. */
typedef enum { APART, BESIDE } Place;

typedef struct {
	const char *group, *key;
	Type type;
	size_t offset; /* in Settings: an int for NUMBER, a char * for the others */
	Place place;
	int least, most;      /* NUMBER */
	const char *choices;  /* CHOICE: separated by | */
	const char *standard; /* the default; "" for none: the field is then NULL */
	const char *sentence;
} Row;

#define AT(field) offsetof(Settings, field)

static const Row rows[] = {
	/* clang-format off */
	{ "page", "seconds", NUMBER, AT(page_seconds), APART, 1, 86400, NULL, "90",
	  N_("Time limit of one page, in seconds; a page that takes longer costs its document.") },
	{ "page", "memory", NUMBER, AT(page_memory), APART, 256, 65536, NULL, "2048",
	  N_("Limit of the address space of one process, of a page or of a document, in MiB.") },
	{ "page", "attempts", NUMBER, AT(page_attempts), APART, 1, 10, NULL, "2",
	  N_("How often a page, or a document as a whole, is tried that crashes or runs out of time.") },
	{ "scan", "max_side", NUMBER, AT(scan_max_side), APART, 100, 32767, NULL, "20000",
	  N_("Largest width or height of a page, in pixels.") },
	{ "scan", "max_megapixels", NUMBER, AT(scan_max_megapixels), APART, 1, 1000, NULL, "200",
	  N_("Largest area of a page, in millions of pixels.") },
	{ "scan", "max_pages", NUMBER, AT(scan_max_pages), APART, 1, 100000, NULL, "5000",
	  N_("Largest number of pages of a file.") },
	{ "ocr", "language", LANGUAGES, AT(ocr_language), BESIDE, 0, 0, NULL, "vie",
	  N_("Language models of tesseract, joined by +.") },
	{ "ocr", "tessdata", PATH, AT(ocr_tessdata), APART, 0, 0, NULL, "",
	  N_("Folder of the language models; none: the system's.") },
	{ "ocr", "syllables", PATH, AT(ocr_syllables), APART, 0, 0, NULL, "/usr/share/hunspell/vi_VN.dic",
	  N_("Syllables of the language, as a hunspell dictionary; used where it is installed.") },
	{ "ocr", "without", TEXT, AT(ocr_without), APART, 0, 0, NULL, "",
	  N_("Steps of reading to leave out, to measure what they are worth: see docs/reading.md.") },
	{ "ocr", "existing_text", CHOICE, AT(ocr_existing_text), BESIDE, 0, 0, "keep|redo", "keep",
	  N_("What becomes of text that a PDF has already: keep, if it is the page's text; redo: read anew.") },
	{ "quality", "unreadable_confidence", NUMBER, AT(quality_unreadable_confidence), BESIDE, 0, 100, NULL,
	  "50", N_("Mean confidence of words, in percent, below which a page is unreadable.") },
	{ "quality", "least_confidence", NUMBER, AT(quality_least_confidence), BESIDE, 0, 100, NULL, "85",
	  N_("Mean confidence of words, in percent, below which a page is doubtful.") },
	{ "quality", "most_weak", NUMBER, AT(quality_most_weak), BESIDE, 0, 100, NULL, "10",
	  N_("Share of text in weak words, in percent, above which a page is doubtful.") },
	{ "quality", "most_outside", NUMBER, AT(quality_most_outside), BESIDE, 0, 100, NULL, "15",
	  N_("Share of ink that is in no word, in percent, above which a page is doubtful.") },
	{ "quality", "least_sense", NUMBER, AT(quality_least_sense), BESIDE, 0, 100, NULL, "80",
	  N_("Share of text in words of the language, in percent, below which prose is doubtful.") },
	{ "quality", "least_sense_table", NUMBER, AT(quality_least_sense_table), BESIDE, 0, 100, NULL, "60",
	  N_("The same for a page that is mostly a table.") },
	{ "quality", "least_dpi", NUMBER, AT(quality_least_dpi), BESIDE, 0, 1200, NULL, "200",
	  N_("Dots an inch below which a page is doubtful (NĐ 30/2020, annex I).") },
	{ "pdf", "profile", CHOICE, AT(pdf_profile), BESIDE, 0, 0, "faithful|compact", "faithful",
	  N_("faithful: images as they were scanned; compact: text, colours and paper of a page apart, ten times smaller.") },
	{ "pdf", "image", CHOICE, AT(pdf_image), BESIDE, 0, 0, "jpeg|lossless", "jpeg",
	  N_("How a colour or grey image is stored that cannot be passed through as it is.") },
	{ "pdf", "jpeg_quality", NUMBER, AT(pdf_jpeg_quality), BESIDE, 50, 100, NULL, "85",
	  N_("Quality of such a JPEG.") },
	{ "pdf", "compact_dpi", NUMBER, AT(pdf_compact_dpi), BESIDE, 100, 600, NULL, "200",
	  N_("Dots an inch of colours and paper in the profile compact (TT 05/2025, article 8: 200); text keeps the scan's.") },
	{ "pdf", "compact_quality", NUMBER, AT(pdf_compact_quality), BESIDE, 10, 100, NULL, "40",
	  N_("JPEG quality of colours and paper in the profile compact.") },
	{ "document", "seconds", NUMBER, AT(document_seconds), APART, 10, 86400, NULL, "600",
	  N_("Time limit for the survey of a document, and for putting it together, in seconds.") },
	{ "document", "period_end", DATE, AT(document_period_end), BESIDE, 0, 0, NULL, "2022-01-01",
	  N_("First day after the period being digitized; later documents are marked.") },
	{ "document", "vocabulary", PATH, AT(document_vocabulary), APART, 0, 0, NULL, "",
	  N_("Folder of kinds.ini, agencies.ini and abbreviations.ini that add to what documents are described by.") },
	{ "sign", "pkcs12", PATH, AT(sign_pkcs12), APART, 0, 0, NULL, "",
	  N_("File with key and certificates, PKCS#12 or PEM.") },
	{ "sign", "pkcs11", TEXT, AT(sign_pkcs11), APART, 0, 0, NULL, "",
	  N_("RFC 7512 URI of a key on a token; instead of pkcs12.") },
	{ "sign", "module", PATH, AT(sign_module), APART, 0, 0, NULL, "",
	  N_("PKCS#11 module of the token; none: p11-kit's.") },
	{ "sign", "certificates", PATH, AT(sign_certificates), APART, 0, 0, NULL, "",
	  N_("PEM file with the other certificates of the chain, where the key brings none.") },
	{ "sign", "pin_variable", TEXT, AT(sign_pin_variable), APART, 0, 0, NULL, "DIGITIZE_PIN",
	  N_("Environment variable that holds the password or PIN.") },
	{ "sign", "digest", CHOICE, AT(sign_digest), APART, 0, 0,
	  "auto|sha256|sha384|sha512|sha3-256|sha3-384|sha3-512", "auto",
	  N_("Digest algorithm of signatures; auto: by the key, which is sha256 for RSA.") },
	{ "sign", "scheme", CHOICE, AT(sign_scheme), APART, 0, 0, "auto|pkcs1|pss", "auto",
	  N_("Scheme of an RSA key; auto: PKCS#1 v1.5, as tokens in the field make it, but PSS where the key asks for it.") },
	{ "sign", "policy", CHOICE, AT(sign_policy), APART, 0, 0, "tt15|tt15-pss|wide", "tt15",
	  N_("Which algorithms and keys may sign: TT 15/2025/TT-BKHCN, the same with RSASSA-PSS alone, or all that is sound.") },
	{ "sign", "level", CHOICE, AT(sign_level), APART, 0, 0, "B-B|B-T|B-LT|B-LTA", "B-B",
	  N_("Level of the signatures (EN 319 142-1): with a time-stamp from B-T, with all that validation needs from B-LT.") },
	{ "sign", "tsa", TEXT, AT(sign_tsa), APART, 0, 0, NULL, "",
	  N_("Addresses of time-stamp authorities, parted by blanks, asked in this order.") },
	{ "sign", "tsa_user", TEXT, AT(sign_tsa_user), APART, 0, 0, NULL, "",
	  N_("Name of the user there.") },
	{ "sign", "tsa_password_variable", TEXT, AT(sign_tsa_password_variable), APART, 0, 0, NULL, "",
	  N_("Environment variable that holds the password there.") },
	{ "sign", "tsa_policy", TEXT, AT(sign_tsa_policy), APART, 0, 0, NULL, "",
	  N_("Object identifier of the policy that a time-stamp must be of; none: any.") },
	{ "sign", "tsa_seconds", NUMBER, AT(sign_tsa_seconds), APART, 1, 3600, NULL, "180",
	  N_("How long a time-stamp may take, in seconds.") },
	{ "sign", "tsa_at_once", NUMBER, AT(sign_tsa_at_once), APART, 1, 1000, NULL, "4",
	  N_("Calls to an authority at once, of all processes of the user.") },
	{ "sign", "unchecked", CHOICE, AT(sign_unchecked), APART, 0, 0, "warn|refuse", "warn",
	  N_("What to do where nobody tells whether the certificate was revoked: sign and say so, or let the document wait.") },
	{ "sign", "profile", TEXT, AT(sign_profile), BESIDE, 0, 0, NULL, "nd30-copy",
	  N_("Form of the signature block on the first page: nd30-copy, tt05, nd137, none, or one of profiles.") },
	{ "sign", "profiles", PATH, AT(sign_profiles), APART, 0, 0, NULL, "",
	  N_("File with further forms of the block: see digisign(1).") },
	{ "sign", "overprint", CHOICE, AT(sign_overprint), BESIDE, 0, 0, "never|least", "never",
	  N_("Where no place of the block is free: an invisible signature, or the block where the least is printed.") },
	{ "sign", "copy_form", CHOICE, AT(sign_copy_form), BESIDE, 0, 0, "SAO Y|SAO LỤC|TRÍCH SAO",
	  "SAO Y",
	  N_("Form of the copy, the first words of the block nd30-copy.") },
	{ "sign", "agency", TEXT, AT(sign_agency), BESIDE, 0, 0, NULL, "",
	  N_("Name of the agency in the block; none: the certificate's.") },
	{ "sign", "location", TEXT, AT(sign_location), BESIDE, 0, 0, NULL, "",
	  N_("Where it is signed, as the signature says; none: it does not say.") },
	{ "sign", "commitment", CHOICE, AT(sign_commitment), APART, 0, 0,
	  "none|origin|receipt|delivery|sender|approval|creation", "none",
	  N_("What the signature commits to (EN 319 122-1, 5.2.3).") },
	{ "sign", "policy_oid", TEXT, AT(sign_policy_oid), APART, 0, 0, NULL, "",
	  N_("Identifier (OID) of the signature policy that is signed by (EPES); none: without one.") },
	{ "sign", "policy_file", PATH, AT(sign_policy_file), APART, 0, 0, NULL, "",
	  N_("Document of that policy, which is hashed.") },
	{ "sign", "policy_uri", TEXT, AT(sign_policy_uri), APART, 0, 0, NULL, "",
	  N_("Where that document can be had; none: the signature does not say.") },
	{ "sign", "font", PATH, AT(sign_font), APART, 0, 0, NULL, "",
	  N_("TrueType font of the block, where its form names none; none: Liberation Serif.") },
	{ "verify", "trust", PATH, AT(verify_trust), APART, 0, 0, NULL, "",
	  N_("PEM file, or folder of them, with the roots that verification trusts.") },
	{ "verify", "trust_sets", PATH, AT(verify_trust_sets), APART, 0, 0, NULL, "",
	  N_("Folder of the sets of digisign trust; none: digisign/trust in the user's data folder.") },
	{ "verify", "revocation", CHOICE, AT(verify_revocation), APART, 0, 0, "if-available|required",
	  "if-available",
	  N_("Where nobody tells whether a certificate was revoked: warn, or conclude nothing (TRY_LATER of EN 319 102-1).") },
	{ "verify", "cache", PATH, AT(verify_cache), APART, 0, 0, NULL, "",
	  N_("Folder where answers of servers are kept while they are good.") },
	/* clang-format on */
};

static const Row *find_row(const char *group, const char *key)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		if (strcmp(rows[i].group, group) == 0 && strcmp(rows[i].key, key) == 0)
			return &rows[i];
	return NULL;
}

static bool is_group(const char *group)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		if (strcmp(rows[i].group, group) == 0)
			return true;
	return false;
}

static bool is_choice(const char *choices, const char *value)
{
	g_auto(GStrv) each = g_strsplit(choices, "|", -1);

	return g_strv_contains((const char *const *)each, value);
}

/* Names as tesseract looks for them in its folder, which they may not lead out of. */
static bool is_languages(const char *value)
{
	return g_regex_match_simple(
		"^[\\w-][\\w.-]*([+/][\\w-][\\w.-]*)*\\z", value, G_REGEX_DEFAULT, 0);
}

/* Stores `value`; false if it is not of the row's type or range. `folder` is the file's, NULL for
 * defaults. */
static bool store(Settings *settings, const Row *row, const char *value, const char *folder)
{
	char *field = (char *)settings + row->offset;

	if (row->type == NUMBER) {
		gint64 number;
		if (!g_ascii_string_to_signed(value, 10, row->least, row->most, &number, NULL))
			return false;
		*(int *)field = (int)number;
		return true;
	}
	if (*value == '\0' && *row->standard != '\0')
		return false;
	if (row->type == CHOICE && !is_choice(row->choices, value))
		return false;
	if (row->type == DATE && !clock_is_date(value, true))
		return false;
	if (row->type == LANGUAGES && !is_languages(value))
		return false;

	char **text = (char **)field;
	g_free(*text);
	if (*value == '\0')
		*text = NULL;
	else if (row->type == PATH && folder != NULL)
		*text = g_canonicalize_filename(value, folder);
	else
		*text = g_strdup(value);
	return true;
}

static char *describe_range(const Row *row)
{
	switch (row->type) {
	case NUMBER:
		return g_strdup_printf(_("a number from %d to %d"), row->least, row->most);
	case CHOICE:
		return g_strdup_printf(_("one of %s"), row->choices);
	case DATE:
		return g_strdup(_("a date, YYYY-MM-DD"));
	case PATH:
		return g_strdup(_("a path"));
	case LANGUAGES:
		return g_strdup(_("names of models"));
	case TEXT:
		break;
	}
	return g_strdup(_("a text"));
}

static Settings *make_defaults(void)
{
	Settings *settings = g_new0(Settings, 1);

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		bool stored = store(settings, &rows[i], rows[i].standard, NULL);
		g_assert(stored);
	}
	return settings;
}

typedef struct {
	GKeyFile *keys;
	char *folder;
	bool beside; /* the scans */
} File;

static void file_clear(File *file)
{
	g_clear_pointer(&file->keys, g_key_file_unref);
	g_free(file->folder);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(File, file_clear)

static bool read_key(
	Settings *settings, const File *file, const char *group, const char *key, GError **error)
{
	const Row *row = find_row(group, key);
	if (row == NULL) {
		g_set_error(error, BASE_ERROR, BASE_ERROR_SETTINGS, _("[%s] %s: no such setting"),
			group, key);
		return false;
	}
	if (file->beside && row->place != BESIDE) {
		g_set_error(error, BASE_ERROR, BASE_ERROR_SETTINGS,
			_("[%s] %s: a file beside the scans may not say this; name a file with -c"),
			group, key);
		return false;
	}

	g_autofree char *value = g_key_file_get_string(file->keys, group, key, NULL);
	if (value == NULL || !store(settings, row, g_strstrip(value), file->folder)) {
		g_autofree char *range = describe_range(row);
		g_set_error(error, BASE_ERROR, BASE_ERROR_SETTINGS, _("[%s] %s: \"%s\" is not %s"),
			group, key, value != NULL ? value : "", range);
		return false;
	}
	return true;
}

static bool read_group(Settings *settings, const File *file, const char *group, GError **error)
{
	if (!is_group(group)) {
		g_set_error(error, BASE_ERROR, BASE_ERROR_SETTINGS,
			_("[%s]: no such group of settings"), group);
		return false;
	}
	g_auto(GStrv) keys = g_key_file_get_keys(file->keys, group, NULL, NULL);
	for (char **key = keys; *key != NULL; key++)
		if (!read_key(settings, file, group, *key, error))
			return false;
	return true;
}

static bool read_settings(Settings *settings, const char *path, bool beside, GError **error)
{
	g_auto(File) file = { ini_load(path, error), NULL, beside };
	if (file.keys == NULL)
		return false;

	g_autofree char *absolute = g_canonicalize_filename(path, NULL);
	file.folder = g_path_get_dirname(absolute);
	g_auto(GStrv) groups = g_key_file_get_groups(file.keys, NULL);
	for (char **group = groups; *group != NULL; group++)
		if (!read_group(settings, &file, *group, error)) {
			g_prefix_error(error, "%s: ", path);
			return false;
		}
	if (settings->sign_pkcs12 != NULL && settings->sign_pkcs11 != NULL) {
		g_set_error(error, BASE_ERROR, BASE_ERROR_SETTINGS,
			_("%s: [sign] pkcs12 and pkcs11: only one of them can be the key"), path);
		return false;
	}
	g_free(settings->origin);
	settings->origin = g_steal_pointer(&absolute);
	return true;
}

static char *find_in(const char *folder)
{
	g_autofree char *path = g_build_filename(folder, "digitize.conf", NULL);

	return g_file_test(path, G_FILE_TEST_IS_REGULAR) ? g_steal_pointer(&path) : NULL;
}

static char *find_own(void)
{
	g_autofree char *folder = g_build_filename(g_get_user_config_dir(), "digitize", NULL);
	char *path = find_in(folder);

	return path != NULL ? path : find_in("/etc/digitize");
}

Settings *settings_load(const char *path, const char *scans, GError **error)
{
	g_autoptr(Settings) settings = make_defaults();
	g_autofree char *own = path != NULL ? g_strdup(path) : find_own();
	g_autofree char *beside = path == NULL && scans != NULL ? find_in(scans) : NULL;

	if ((own != NULL && !read_settings(settings, own, false, error)) ||
		(beside != NULL && !read_settings(settings, beside, true, error)))
		return NULL;
	return g_steal_pointer(&settings);
}

bool settings_override(
	Settings *settings, const char *group, const char *key, const char *value, GError **error)
{
	const Row *row = find_row(group, key);

	g_assert(row != NULL);
	if (store(settings, row, value, NULL))
		return true;
	g_autofree char *range = describe_range(row);
	g_set_error(error, BASE_ERROR, BASE_ERROR_SETTINGS, _("\"%s\" is not %s"), value, range);
	return false;
}

void settings_free(Settings *settings)
{
	if (settings == NULL)
		return;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		if (rows[i].type != NUMBER)
			g_free(*(char **)((char *)settings + rows[i].offset));
	g_free(settings->origin);
	g_free(settings);
}

static char *value_text(const Settings *settings, const Row *row)
{
	const char *field = (const char *)settings + row->offset;

	if (row->type == NUMBER)
		return g_strdup_printf("%d", *(const int *)field);
	const char *text = *(const char *const *)field;
	return g_strdup(text != NULL ? text : "");
}

char *settings_values(const Settings *settings, const char *const *groups)
{
	GString *out = g_string_new(NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		if (!g_strv_contains(groups, rows[i].group))
			continue;
		g_autofree char *value = value_text(settings, &rows[i]);
		g_string_append_printf(out, "%s.%s=%s\n", rows[i].group, rows[i].key, value);
	}
	return g_string_free(out, FALSE);
}

char *settings_show(const Settings *settings)
{
	GString *out = g_string_new(NULL);
	const char *group = "";

	if (settings->origin != NULL)
		g_string_append_printf(out, "# %s\n", settings->origin);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *value = value_text(settings, &rows[i]);
		g_autofree char *range = describe_range(&rows[i]);
		bool standard = strcmp(value, rows[i].standard) == 0;
		if (strcmp(group, rows[i].group) != 0)
			g_string_append_printf(out, "%s[%s]\n", i > 0 ? "\n" : "", rows[i].group);
		group = rows[i].group;
		g_string_append_printf(out, "# %s (%s%s)\n%s%s = %s\n", _(rows[i].sentence), range,
			rows[i].place == BESIDE ? _("; also beside the scans") : "",
			standard ? "#" : "", rows[i].key, value);
	}
	return g_string_free(out, FALSE);
}

char *settings_manual(void)
{
	GString *out = g_string_new(NULL);
	const char *group = "";

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *range = describe_range(&rows[i]);
		if (strcmp(group, rows[i].group) != 0)
			g_string_append_printf(out, ".SS [%s]\n", rows[i].group);
		group = rows[i].group;
		g_string_append_printf(out, ".TP\n.B %s\n%s\n%s%s%s%s%s.\n", rows[i].key,
			_(rows[i].sentence), range, *rows[i].standard != '\0' ? "; " : "",
			*rows[i].standard != '\0' ? _("default: ") : "", rows[i].standard,
			rows[i].place == BESIDE ? _("; also beside the scans") : "");
	}
	return g_string_free(out, FALSE);
}
