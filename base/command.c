/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/command.h"

#include "base/error.h"
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

int command_report(GError *error)
{
	bool usage = g_error_matches(error, BASE_ERROR, BASE_ERROR_SETTINGS) ||
		error->domain == G_OPTION_ERROR;

	g_printerr("%s: %s\n", g_get_prgname(), error->message);
	g_error_free(error);
	return usage ? EXIT_USAGE : EXIT_NOT_ALL;
}
