/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Settings: how things are done, as opposed to options, which say what is done this time.
 *
 * One table (settings.c) has a row a key: group, name, type, range, default, a sentence, and
 * whether it may stand beside the scans. It makes the parser, `--show-settings`, the example file
 * and the manual's list. An unknown key, one that stands there twice, or a value
 * out of its range, is an error (BASE_ERROR_SETTINGS) that names file, group and key.
 *
 * A file is looked for (digitize.conf) in $XDG_CONFIG_HOME/digitize/, then in /etc/digitize/; the
 * first found is read, and after it the one beside the scans. Scans come from others, and with them
 * may come such a file: it may say how these scans are to be treated, but name no file, program,
 * key or variable, and set no limit. None is needed. Relative paths in a file are relative to its
 * folder.
 */
#ifndef BASE_SETTINGS_H
#define BASE_SETTINGS_H

#include <glib.h>
#include <stdbool.h>

typedef struct {
	char *origin; /* the file that was read last, or NULL */

	/* [page] */
	int page_seconds, page_memory, page_attempts;
	/* [scan] */
	int scan_max_side, scan_max_megapixels, scan_max_pages;
	/* [ocr] */
	char *ocr_language, *ocr_tessdata, *ocr_syllables, *ocr_without, *ocr_existing_text;
	/* [quality], in percent */
	int quality_unreadable_confidence, quality_least_confidence, quality_most_weak;
	int quality_most_outside, quality_least_sense, quality_least_sense_table;
	int quality_least_dpi;
	/* [pdf] */
	char *pdf_profile, *pdf_image;
	int pdf_jpeg_quality, pdf_compact_dpi, pdf_compact_quality;
	/* [document] */
	int document_seconds;
	char *document_period_end, *document_vocabulary;
	/* [sign] */
	char *sign_pkcs12, *sign_pkcs11, *sign_module, *sign_certificates, *sign_pin_variable;
	char *sign_digest, *sign_scheme, *sign_policy;
	char *sign_commitment, *sign_location, *sign_policy_oid, *sign_policy_file,
		*sign_policy_uri;
	char *sign_profile, *sign_copy_form, *sign_agency, *sign_font;
	char *sign_profiles, *sign_overprint;
	char *sign_level, *sign_tsa, *sign_tsa_user, *sign_tsa_password_variable, *sign_tsa_policy;
	int sign_tsa_seconds, sign_tsa_at_once;
	char *sign_unchecked;
	/* [verify] */
	char *verify_trust, *verify_trust_sets, *verify_revocation, *verify_cache;
} Settings;

/* Reads `path` alone, or with NULL finds the files as described; `scans` may be NULL. The caller
 * owns the settings. */
Settings *settings_load(const char *path, const char *scans, GError **error);
void settings_free(Settings *settings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Settings, settings_free)

/* Sets one setting over what the files say, for an option of that meaning. Error:
 * BASE_ERROR_SETTINGS, without the option's name. */
bool settings_override(
	Settings *settings, const char *group, const char *key, const char *value, GError **error);

/* The values in force of these groups (NULL-terminated), a line each, the same in every locale: to
 * tell whether two runs were set alike. The caller frees the text. */
char *settings_values(const Settings *settings, const char *const *groups);

/* The settings in force as an INI file with its sentences; what a default gives is commented out.
 * The caller frees the text. */
char *settings_show(const Settings *settings);

/* The same table as the list of a man page (man(7) macros), for the build. The caller frees it. */
char *settings_manual(void);

#endif
