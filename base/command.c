/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/command.h"

#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"

#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

/* Beside the program in a checkout, in ../share/locale of it where it was installed. */
static char *find_catalogs(void)
{
	static const char *const places[] = { "locale", "../share/locale" };
	g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
	g_autofree char *folder =
		g_path_get_dirname(program != NULL ? program : "/usr/bin/digitize");

	for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
		g_autofree char *path = g_build_filename(folder, places[i], NULL);
		if (g_file_test(path, G_FILE_TEST_IS_DIR))
			return g_steal_pointer(&path);
	}
	return g_strdup("/usr/share/locale");
}

static void put_bytes(FILE *stream, const char *text)
{
	fputs(text, stream);
	fflush(stream);
}

static void print_bytes(const char *text)
{
	put_bytes(stdout, text);
}

static void print_error_bytes(const char *text)
{
	put_bytes(stderr, text);
}

/* Left to itself GLib would turn what the locale cannot write into question marks, in JSON too, and
 * refuse Vietnamese arguments: under cron, and on a system whose locales were never made. */
static void keep_utf8(void)
{
	if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		setlocale(LC_CTYPE, "C.UTF-8");
	g_set_print_handler(print_bytes);
	g_set_printerr_handler(print_error_bytes);
}

void command_start(const char *name)
{
	g_autofree char *catalogs = find_catalogs();

	setlocale(LC_ALL, "");
	setlocale(LC_NUMERIC, "C");
	keep_utf8();
	bindtextdomain("digitize", catalogs);
	bind_textdomain_codeset("digitize", "UTF-8");
	textdomain("digitize");
	signal(SIGPIPE, SIG_IGN);
	g_set_prgname(name);
	prctl(PR_SET_NAME, name); /* after command_limit_openmp() it would be "exe" */
}

void command_limit_openmp(char **argv)
{
	const char *limit = getenv("OMP_THREAD_LIMIT");

	if (limit != NULL && strcmp(limit, "1") == 0)
		return;
	if (setenv("OMP_THREAD_LIMIT", "1", 1) == 0)
		execv("/proc/self/exe", argv);
	/* without /proc it runs on, only slower */
}

static const GOptionEntry *find_option(const GOptionEntry *entries, const char *name, char letter)
{
	for (; entries->long_name != NULL; entries++)
		if (name != NULL ? strcmp(entries->long_name, name) == 0
				 : entries->short_name == letter)
			return entries;
	return NULL;
}

static bool takes_value(const GOptionEntry *option)
{
	return option != NULL && option->arg != G_OPTION_ARG_NONE;
}

/* Of "-vj2" the length of "-vj", at whose end a value is due; 0: there is none. */
static size_t find_value(const char *argument, const GOptionEntry *entries)
{
	if (argument[0] != '-')
		return 0;
	if (argument[1] == '-')
		return takes_value(find_option(entries, argument + 2, 0)) ? strlen(argument) : 0;
	for (size_t i = 1; argument[i] != '\0'; i++) {
		const GOptionEntry *option = find_option(entries, NULL, argument[i]);
		if (option == NULL || takes_value(option))
			return option == NULL ? 0 : i + 1;
	}
	return 0;
}

/* "-j2" as "-j" "2": GOption knows no value that is joined to its letter. */
static char **part_values(char **argv, const GOptionEntry *entries)
{
	GPtrArray *parted = g_ptr_array_new();
	bool options = true;

	for (; *argv != NULL; argv++) {
		options = options && strcmp(*argv, "--") != 0;
		size_t size = options ? find_value(*argv, entries) : 0;
		if (size == 0) {
			g_ptr_array_add(parted, g_strdup(*argv));
			continue;
		}
		g_ptr_array_add(parted, g_strndup(*argv, size));
		if ((*argv)[size] != '\0')
			g_ptr_array_add(parted, g_strdup(*argv + size));
		else if (argv[1] != NULL)
			g_ptr_array_add(parted, g_strdup(*++argv));
	}
	g_ptr_array_add(parted, NULL);
	return (char **)g_ptr_array_free(parted, FALSE);
}

/* GOption leaves it where what follows looks like an option. */
static void drop_separator(char **argv)
{
	for (; *argv != NULL; argv++)
		if (strcmp(*argv, "--") == 0) {
			g_free(*argv);
			for (; *argv != NULL; argv++)
				argv[0] = argv[1];
			return;
		}
}

bool command_parse(const char *command, const char *arguments, const char *summary,
	const GOptionEntry *entries, char ***argv, GError **error)
{
	g_autoptr(GOptionContext) context = g_option_context_new(arguments);
	g_autofree char *program = g_strdup(g_get_prgname());
	char **parted = part_values(*argv, entries);

	g_strfreev(*argv);
	*argv = parted;
	g_option_context_set_translation_domain(context, "digitize");
	g_option_context_set_summary(context, summary);
	g_option_context_add_main_entries(context, entries, "digitize");
	if (command != NULL) {
		/* --help names the command before its options */
		g_autofree char *whole = g_strdup_printf("%s %s", program, command);
		g_set_prgname(whole);
	}
	bool parsed = g_option_context_parse_strv(context, argv, error);
	g_set_prgname(program);
	if (parsed)
		drop_separator(*argv);
	return parsed;
}

int command_report(GError *error)
{
	bool usage = g_error_matches(error, BASE_ERROR, BASE_ERROR_SETTINGS) ||
		error->domain == G_OPTION_ERROR;

	/* what it quotes of others moves no cursor and begins no line */
	g_autofree char *line = file_show(error->message);
	g_printerr("%s: %s\n", g_get_prgname(), line);
	g_error_free(error);
	return usage ? EXIT_USAGE : EXIT_NOT_ALL;
}
