/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A profile that is like another takes over what it does not say itself: the other's keys are read
 * first, then its own.
 */
#include "signer/profile.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/ini.h"
#include "signer/template.h"

#include <stddef.h>
#include <string.h>

#define POINTS_A_MILLIMETRE (72 / 25.4)
#define BUILT_IN "profiles.ini"
#define INVISIBLE "none"

enum { MOST_LINES = 12, MOST_LIKE = 8, MOST_NAME = 32, MOST_TEXT = 1000, MOST_QUOTED = 80 };

typedef enum { SPOTS_TYPE, LENGTH, LENGTHS, COLOUR, TEXT, LINES, PATH } Type;

typedef struct {
	const char *key;
	Type type;
	size_t offset;      /* in Profile */
	double least, most; /* LENGTH, LENGTHS: points; SPOTS_TYPE: how many */
	const char *standard;
} Row;

#define AT(field) offsetof(Profile, field)

static const Row rows[] = {
	/* clang-format off */
	{ "place",        SPOTS_TYPE, AT(place),        1,   1,     "top-right" },
	{ "try",          SPOTS_TYPE, AT(others),       0,   SPOTS, "" },
	{ "edge",         LENGTH,     AT(edge),         0,   300,   "2 mm" },
	{ "depth",        LENGTH,     AT(depth),        10,  2000,  "25 mm" },
	{ "width",        LENGTHS,    AT(widths),       20,  2000,  "60 mm" },
	{ "height",       LENGTH,     AT(height),       5,   2000,  "16 mm" },
	{ "size",         LENGTHS,    AT(sizes),        3,   144,   "10 pt, 8 pt, 6 pt" },
	{ "colour",       COLOUR,     AT(colour),       0,   0,     "#000000" },
	{ "font",         PATH,       AT(font),         0,   0,     "" },
	{ "copy_form",    TEXT,       AT(copy_form),    0,   0,     "" },
	{ "lines",        LINES,      AT(lines),        0,   0,     "{agency};{time}" },
	{ "image",        PATH,       AT(image),        0,   0,     "" },
	{ "image_height", LENGTH,     AT(image_height), 5,   1000,  "12 mm" },
	{ "qr",           TEXT,       AT(qr),           0,   0,     "" },
	{ "qr_size",      LENGTH,     AT(qr_size),      20,  1000,  "20 mm" },
	/* clang-format on */
};

static const char *const spots[SPOTS] = {
	[SPOT_TOP_LEFT] = "top-left",
	[SPOT_TOP_CENTRE] = "top-centre",
	[SPOT_TOP_RIGHT] = "top-right",
	[SPOT_BOTTOM_LEFT] = "bottom-left",
	[SPOT_BOTTOM_CENTRE] = "bottom-centre",
	[SPOT_BOTTOM_RIGHT] = "bottom-right",
};

static const char built_in[] =
#include "signer/profiles.ini.h"
	;

struct Profiles {
	GHashTable *profiles; /* name to Profile */
	GHashTable *digests;
	GKeyFile *standard, *own; /* the definitions; own may be NULL */
	char *folder;             /* of `own` */
};

static void profile_free(Profile *profile)
{
	if (profile == NULL)
		return;
	g_free(profile->name);
	g_free(profile->font);
	g_free(profile->copy_form);
	g_strfreev(profile->lines);
	g_free(profile->image);
	g_free(profile->qr);
	picture_free(profile->picture);
	g_free(profile);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Profile, profile_free)

static const Row *find_row(const char *key)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
		if (strcmp(rows[i].key, key) == 0)
			return &rows[i];
	return NULL;
}

/* "6 pt", "2.1 mm" */
static bool read_length(const char *text, const Row *row, double *out)
{
	char *end;
	double value = g_ascii_strtod(text, &end);
	g_autofree char *unit = g_strstrip(g_strdup(end));

	if (end == text || (strcmp(unit, "pt") != 0 && strcmp(unit, "mm") != 0))
		return false;
	*out = strcmp(unit, "mm") == 0 ? value * POINTS_A_MILLIMETRE : value;
	return *out >= row->least && *out <= row->most;
}

static bool read_lengths(const char *text, const Row *row, Lengths *out)
{
	g_auto(GStrv) parts = g_strsplit(text, ",", -1);

	out->count = 0;
	for (char **part = parts; *part != NULL; part++)
		if (out->count == MOST_LENGTHS ||
			!read_length(g_strstrip(*part), row, &out->at[out->count++]))
			return false;
	return out->count > 0;
}

static bool read_spots(const char *text, const Row *row, Spots *out)
{
	g_auto(GStrv) parts = g_strsplit_set(text, " ,", -1);

	out->count = 0;
	for (char **part = parts; *part != NULL; part++) {
		unsigned spot = 0;
		while (spot < SPOTS && strcmp(spots[spot], *part) != 0)
			spot++;
		if (**part == '\0')
			continue;
		if (spot == SPOTS || out->count >= row->most)
			return false;
		out->at[out->count++] = spot;
	}
	return out->count >= row->least;
}

static bool read_colour(const char *text, double out[3])
{
	if (!g_regex_match_simple("^#[0-9A-Fa-f]{6}\\z", text, G_REGEX_DEFAULT, 0))
		return false;
	for (unsigned i = 0; i < 3; i++)
		out[i] = (g_ascii_xdigit_value(text[1 + 2 * i]) * 16 +
				 g_ascii_xdigit_value(text[2 + 2 * i])) /
			255.0;
	return true;
}

static bool take_text(char **field, const char *text, const char *folder)
{
	g_free(*field);
	*field = *text == '\0'   ? NULL
		: folder != NULL ? g_canonicalize_filename(text, folder)
				 : g_strdup(text);
	return true;
}

static bool read_lines(char **lines, GStrv *out)
{
	g_strfreev(*out);
	*out = g_strdupv(lines);
	for (char **line = *out; *line != NULL; line++)
		if (strlen(g_strstrip(*line)) > MOST_TEXT || !template_check(*line))
			return false;
	return g_strv_length(*out) <= MOST_LINES;
}

/* False if `text` is not of the row's type or range. */
static bool store(
	Profile *profile, const Row *row, const char *text, char **list, const char *folder)
{
	void *field = (char *)profile + row->offset;

	switch (row->type) {
	case SPOTS_TYPE:
		return read_spots(text, row, field);
	case LENGTH:
		return read_length(text, row, field);
	case LENGTHS:
		return read_lengths(text, row, field);
	case COLOUR:
		return read_colour(text, field);
	case LINES:
		return read_lines(list, field);
	case PATH:
		return take_text(field, text, folder);
	case TEXT:
		break;
	}
	return strlen(text) <= MOST_TEXT && template_check(text) && take_text(field, text, NULL);
}

static char *describe(const Row *row)
{
	switch (row->type) {
	case SPOTS_TYPE: {
		g_autofree char *all = g_strjoinv(", ",
			(char **)(const char *const[]) {
				spots[0], spots[1], spots[2], spots[3], spots[4], spots[5], NULL });
		return g_strdup_printf(_("one of %s"), all);
	}
	case LENGTH:
	case LENGTHS:
		return g_strdup_printf(
			_("a length from %.0f pt to %.0f pt, as \"10 pt\" or \"3.5 mm\""),
			row->least, row->most);
	case COLOUR:
		return g_strdup(_("a colour, #RRGGBB"));
	case PATH:
		return g_strdup(_("a path"));
	case LINES:
		return g_strdup_printf(
			_("up to %u texts parted by ;, of at most %u bytes each, whose braces hold "
			  "copy_form, agency, signer, organization, reason, time or date"),
			MOST_LINES, MOST_TEXT);
	case TEXT:
		break;
	}
	return g_strdup_printf(
		_("a text of at most %u bytes, whose braces hold copy_form, agency, signer, "
		  "organization, reason, time or date"),
		MOST_TEXT);
}

static bool refuse(GError **error, const char *group, const char *key, const char *message)
{
	g_set_error(error, BASE_ERROR, BASE_ERROR_SETTINGS, "[%s] %s: %s", group, key, message);
	return false;
}

/* What the file holds may be long. */
static char *tell_value(const char *text, const char *range)
{
	if (g_utf8_strlen(text, -1) <= MOST_QUOTED)
		return g_strdup_printf(_("\"%s\" is not %s"), text, range);
	g_autofree char *start = g_utf8_substring(text, 0, MOST_QUOTED);
	return g_strdup_printf(_("what begins with \"%s\" is not %s"), start, range);
}

static bool read_key(Profile *profile, GKeyFile *keys, const char *group, const char *key,
	const char *folder, GError **error)
{
	const Row *row = find_row(key);
	if (row == NULL)
		return refuse(error, group, key, _("no such setting"));

	g_autofree char *text = g_key_file_get_string(keys, group, key, NULL);
	g_auto(GStrv) list = g_key_file_get_string_list(keys, group, key, NULL, NULL);
	if (text == NULL && row->type == LINES)
		text = g_key_file_get_value(keys, group, key, NULL); /* has \; within */
	if (text != NULL && list != NULL && store(profile, row, g_strstrip(text), list, folder))
		return true;
	g_autofree char *range = describe(row);
	g_autofree char *message = tell_value(text != NULL ? text : "", range);
	return refuse(error, group, key, message);
}

/* The definition of a name: the file's own goes before the one that is built in, unless it is that
 * which asks (`from`). */
static GKeyFile *find_definition(const Profiles *profiles, const char *name, const char *from)
{
	bool self = from != NULL && strcmp(name, from) == 0;

	if (!self && profiles->own != NULL && g_key_file_has_group(profiles->own, name))
		return profiles->own;
	return g_key_file_has_group(profiles->standard, name) ? profiles->standard : NULL;
}

static bool read_group(const Profiles *profiles, Profile *profile, GKeyFile *keys, const char *name,
	unsigned depth, GError **error)
{
	g_autofree char *like = g_key_file_get_string(keys, name, "like", NULL);
	g_auto(GStrv) all = g_key_file_get_keys(keys, name, NULL, NULL);

	if (like != NULL) {
		GKeyFile *other = find_definition(profiles, g_strstrip(like), name);
		if (other == NULL || depth == MOST_LIKE)
			return refuse(error, name, "like", _("there is no such profile"));
		if (!read_group(profiles, profile, other, like, depth + 1, error))
			return false;
	}
	for (char **key = all; *key != NULL; key++)
		if (strcmp(*key, "like") != 0 &&
			!read_key(profile, keys, name, *key,
				keys == profiles->own ? profiles->folder : NULL, error))
			return false;
	return true;
}

static void set_defaults(Profile *profile)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_auto(GStrv) list = g_strsplit(rows[i].standard, ";", -1);
		bool stored = store(profile, &rows[i], rows[i].standard, list, NULL);
		g_assert(stored);
	}
}

static bool load_picture(Profile *profile, GError **error)
{
	g_autoptr(GError) wrong = NULL;

	if (profile->image == NULL ||
		(profile->picture = picture_load(profile->image, &wrong)) != NULL)
		return true;
	return refuse(error, profile->name, "image", wrong->message);
}

static bool check_name(const char *name, GError **error)
{
	if (g_regex_match_simple("^[A-Za-z0-9][A-Za-z0-9_-]*\\z", name, G_REGEX_DEFAULT, 0) &&
		strlen(name) <= MOST_NAME && strcmp(name, INVISIBLE) != 0)
		return true;
	g_set_error(error, BASE_ERROR, BASE_ERROR_SETTINGS,
		_("[%s]: a profile cannot have this name: letters, digits, - and _ alone"), name);
	return false;
}

static void keep_digest(Profiles *profiles, GKeyFile *keys, const char *name)
{
	g_autofree char *text = g_key_file_to_data(keys, NULL, NULL);
	g_autofree char *named = g_strconcat(name, "\n", text, NULL);

	g_hash_table_insert(profiles->digests, g_strdup(name),
		g_compute_checksum_for_string(G_CHECKSUM_SHA256, named, -1));
}

static bool read_profiles(Profiles *profiles, GKeyFile *keys, GError **error)
{
	g_auto(GStrv) names = g_key_file_get_groups(keys, NULL);

	for (char **name = names; *name != NULL; name++) {
		g_autoptr(Profile) profile = g_new0(Profile, 1);
		if (!check_name(*name, error))
			return false;
		profile->name = g_strdup(*name);
		set_defaults(profile);
		if (!read_group(profiles, profile, keys, *name, 0, error) ||
			!load_picture(profile, error))
			return false;
		keep_digest(profiles, keys, *name);
		g_hash_table_replace(profiles->profiles, profile->name, profile);
		profile = NULL;
	}
	return true;
}

static GKeyFile *parse_built_in(void)
{
	g_autoptr(GBytes) text = g_bytes_new_static(built_in, strlen(built_in));
	g_autoptr(GError) error = NULL;
	GKeyFile *keys = ini_parse(text, BUILT_IN, &error);

	g_assert_no_error(error);
	return keys;
}

Profiles *profiles_load(const char *path, GError **error)
{
	g_autoptr(Profiles) profiles = g_new0(Profiles, 1);
	g_autoptr(GError) wrong = NULL;

	profiles->profiles =
		g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)profile_free);
	profiles->digests = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	profiles->standard = parse_built_in();
	bool read = read_profiles(profiles, profiles->standard, &wrong);
	g_assert_no_error(wrong);
	if (!read || path == NULL)
		return g_steal_pointer(&profiles);
	g_autofree char *absolute = g_canonicalize_filename(path, NULL);
	profiles->folder = g_path_get_dirname(absolute);
	profiles->own = ini_load(path, error);
	if (profiles->own == NULL)
		return NULL;
	if (read_profiles(profiles, profiles->own, error))
		return g_steal_pointer(&profiles);
	g_prefix_error(error, "%s: ", path);
	return NULL;
}

void profiles_free(Profiles *profiles)
{
	if (profiles == NULL)
		return;
	g_hash_table_unref(profiles->profiles);
	g_hash_table_unref(profiles->digests);
	g_clear_pointer(&profiles->standard, g_key_file_unref);
	g_clear_pointer(&profiles->own, g_key_file_unref);
	g_free(profiles->folder);
	g_free(profiles);
}

static const Profiles *or_built_in(const Profiles *profiles)
{
	static Profiles *standard;

	if (profiles == NULL && standard == NULL)
		standard = profiles_load(NULL, NULL);
	return profiles != NULL ? profiles : standard;
}

const Profile *profiles_find(const Profiles *profiles, const char *name)
{
	return name != NULL ? g_hash_table_lookup(or_built_in(profiles)->profiles, name) : NULL;
}

bool profiles_have(const Profiles *profiles, const char *name)
{
	return g_strcmp0(name, INVISIBLE) == 0 || profiles_find(profiles, name) != NULL;
}

const char *profiles_digest(const Profiles *profiles, const char *name)
{
	const char *digest = g_hash_table_lookup(or_built_in(profiles)->digests, name);

	return digest != NULL ? digest : "";
}
