/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/permissions.h"

#include <string.h>

enum { MOST_REFERENCES = 100, MOST_LOCKED = 100000 };

static const Value *find_key(const Permissions *permissions, const Value *holder, const char *key)
{
	return objects_find_key(permissions->objects, holder, key, permissions->revision);
}

/* /P of a dictionary, 1 to 3; `otherwise` if it has none, 1 if that says something else. */
static unsigned read_level(const Permissions *permissions, const Value *holder, unsigned otherwise)
{
	const Value *value = find_key(permissions, holder, "P");
	size_t level;

	if (value == NULL)
		return otherwise;
	return value_read_size(value, &level) && level >= 1 && level <= 3 ? (unsigned)level : 1;
}

static void add_lock(Permissions *permissions, const Value *lock)
{
	if (find_key(permissions, lock, "Action") != NULL)
		g_ptr_array_add(permissions->locks, (gpointer)lock);
}

/* The strictest P of the signature's DocMDP; 0: it has none. `locks`: whether to keep its FieldMDP. */
static unsigned read_references(Permissions *permissions, const Value *signature, bool locks)
{
	const Value *references = find_key(permissions, signature, "Reference");
	unsigned strictest = 0;

	if (references == NULL || references->kind != VALUE_ARRAY)
		return 0;
	for (unsigned i = 0; i < MIN(references->count, MOST_REFERENCES); i++) {
		const Value *reference = objects_follow(
			permissions->objects, &references->items[i], permissions->revision, NULL);
		const Value *method = find_key(permissions, reference, "TransformMethod");
		const Value *rules = find_key(permissions, reference, "TransformParams");
		if (value_is_name(method, "DocMDP")) {
			unsigned level = read_level(permissions, rules, LEVEL_FILL);
			strictest = strictest == 0 ? level : MIN(strictest, level);
		} else if (locks && value_is_name(method, "FieldMDP") && rules != NULL) {
			add_lock(permissions, rules);
		}
	}
	return strictest;
}

/* P of the signature that certifies the document; 0: it is not certified. */
static unsigned read_certification(Permissions *permissions)
{
	unsigned root;
	const Value *catalog =
		objects_find_root(permissions->objects, permissions->revision, &root);
	const Value *holder = find_key(permissions, catalog, "Perms");
	const Value *signature = find_key(permissions, holder, "DocMDP");

	return signature == NULL ? 0 : MAX(read_references(permissions, signature, false), 1);
}

void permissions_read(
	Objects *objects, const FormField *field, unsigned revision, Permissions *out_permissions)
{
	Permissions permissions = { .objects = objects, .revision = revision };

	permissions.locks = g_ptr_array_new();
	permissions.encrypted = objects_are_encrypted(objects);
	permissions.own = read_references(&permissions, field->value, true);
	const Value *lock = find_key(&permissions, field->own, "Lock");
	unsigned locked = read_level(&permissions, lock, 0);
	unsigned certified = read_certification(&permissions);
	add_lock(&permissions, lock);

	unsigned level = permissions.own != 0 ? permissions.own
		: certified != 0              ? certified
					      : LEVEL_FILL;
	permissions.level = (Level)(locked != 0 ? MIN(level, locked) : level);
	permissions.certified = permissions.own != 0 || certified != 0;
	*out_permissions = permissions;
}

void permissions_clear(Permissions *permissions)
{
	g_clear_pointer(&permissions->locks, g_ptr_array_unref);
}

/* A field's name counts for all below it. */
static bool is_named(const Permissions *permissions, const Value *names, const char *field)
{
	for (unsigned i = 0;
		names != NULL && names->kind == VALUE_ARRAY && i < MIN(names->count, MOST_LOCKED);
		i++) {
		const Value *item = objects_follow(
			permissions->objects, &names->items[i], permissions->revision, NULL);
		if (item == NULL || item->kind != VALUE_STRING)
			return true;
		g_autofree char *name = form_read_text(item);
		size_t length = strlen(name);
		if (strncmp(name, field, length) == 0 &&
			(field[length] == '\0' || field[length] == '.'))
			return true;
	}
	return false;
}

static bool is_locked(const Permissions *permissions, const Value *lock, const char *field)
{
	const Value *action = find_key(permissions, lock, "Action");
	const Value *names = find_key(permissions, lock, "Fields");

	if (value_is_name(action, "Include"))
		return is_named(permissions, names, field);
	if (value_is_name(action, "Exclude"))
		return !is_named(permissions, names, field);
	return true;
}

static Changes weigh_locks(const Permissions *permissions, const char *field)
{
	bool locked = false;

	if (permissions->encrypted && permissions->locks->len > 0)
		return CHANGES_UNCLEAR;
	for (unsigned i = 0; i < permissions->locks->len; i++)
		locked |= is_locked(permissions, permissions->locks->pdata[i], field);
	return locked ? CHANGES_FORBIDDEN : CHANGES_ALLOWED;
}

/* A signature that is seen may be made to add to what the certified document says: who certified it and allows
 * no annotations would have left a field for it. */
Changes permissions_weigh(const Permissions *permissions, const Finding *finding)
{
	Changes gravity = CHANGES_ALLOWED;

	if (finding->level > permissions->level)
		return CHANGES_FORBIDDEN;
	if (finding->field != NULL)
		gravity = weigh_locks(permissions, finding->field);
	if (finding->unclear ||
		(finding->visible && permissions->certified && permissions->level < LEVEL_ANNOTATE))
		gravity = MAX(gravity, CHANGES_UNCLEAR);
	return gravity;
}
