/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * For the tests that go online: the server and the PKI of tests/pki-server.py and
 * tests/pki-online.sh in a folder of their own.
 *
 *	online_begin → online_url, online_load, … → online_end
 *
 * The server ends when its input does, so that it outlives no test, however that ends.
 */
#ifndef TESTS_ONLINE_H
#define TESTS_ONLINE_H

#include "base/file.h"
#include "signer/certificate.h"
#include "signer/http.h"
#include "signer/verify.h"

#include <glib.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char *online, *online_host, *online_safe_host;
static GPid online_server;
static int online_input;

static inline char *online_path(const char *name)
{
	return g_build_filename(online, name, NULL);
}

/* "http://127.0.0.1:PORT" and `rest`. */
static inline char *online_url(const char *rest)
{
	return g_strconcat(online_host, rest, NULL);
}

static inline void online_run(const char *const *command)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *said = NULL;
	int status;

	g_spawn_sync(NULL, (char **)command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, &said,
		&status, &error);
	g_assert_no_error(error);
	if (!g_spawn_check_wait_status(status, NULL))
		g_error("%s: %s", command[0], said);
}

static inline void online_start_server(void)
{
	const char *command[] = { "python3", "tests/pki-server.py", online, NULL };
	g_autoptr(GError) error = NULL;
	unsigned plain, safe;
	int output;

	g_spawn_async_with_pipes(NULL, (char **)command, NULL,
		G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &online_server,
		&online_input, &output, NULL, &error);
	g_assert_no_error(error);
	FILE *stream = fdopen(output, "r");
	g_assert_cmpint(fscanf(stream, "http %u https %u", &plain, &safe), ==, 2);
	fclose(stream);
	online_host = g_strdup_printf("http://127.0.0.1:%u", plain);
	online_safe_host = g_strdup_printf("https://127.0.0.1:%u", safe);
}

/* `signers`: as the third argument of tests/pki-online.sh. */
static inline void online_begin(const char *signers)
{
	g_autoptr(GError) error = NULL;

	online = g_dir_make_tmp("online-XXXXXX", &error);
	g_assert_no_error(error);
	online_start_server();
	const char *command[] = { "sh", "tests/pki-online.sh", online, online_host, signers, NULL };
	online_run(command);
}

static inline void online_end(void)
{
	close(online_input);
	kill(online_server, SIGTERM);
	waitpid(online_server, NULL, 0);
	folder_remove(online, NULL);
	g_clear_pointer(&online, g_free);
	g_clear_pointer(&online_host, g_free);
	g_clear_pointer(&online_safe_host, g_free);
}

static inline CertificateStack *online_load_all(const char *name)
{
	g_autofree char *path = online_path(name);
	g_autoptr(GError) error = NULL;
	CertificateStack *loaded = certificates_load(path, &error);

	g_assert_no_error(error);
	return loaded;
}

/* The first certificate of a file; the caller owns it. */
static inline X509 *online_load(const char *name)
{
	g_autoptr(CertificateStack) loaded = online_load_all(name);

	return sk_X509_shift(loaded);
}

static inline TrustSet *online_trust(const char *name)
{
	g_autofree char *path = online_path(name);
	const char *paths[] = { path, NULL };
	g_autoptr(GError) error = NULL;
	TrustSet *trust = trust_load(paths, &error);

	g_assert_no_error(error);
	return trust;
}

/* What all answers of that kind ("ocsp", "files") have from now on; "none": no fault. */
static inline void online_set(const char *kind, const char *fault)
{
	g_autofree char *url = g_strdup_printf("%s/set/%s/%s", online_host, kind, fault);
	HttpRequest request = { .url = url };
	g_autoptr(GError) error = NULL;
	G_GNUC_UNUSED g_autoptr(GBytes) said = http_ask(&request, &error);

	g_assert_no_error(error);
}

/* How many requests there were since the last online_forget() whose path begins with this, and how
 * many of one path were under way at once at most. */
static inline unsigned online_count(const char *begin, unsigned *out_at_once)
{
	g_autofree char *path = online_path("requests.log"), *text = NULL;
	unsigned count = 0, most = 0;

	if (!g_file_get_contents(path, &text, NULL, NULL))
		return 0;
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (unsigned i = 0; lines[i] != NULL && lines[i][0] != '\0'; i++) {
		g_auto(GStrv) words = g_strsplit(lines[i], " ", 3);
		if (!g_str_has_prefix(words[1], begin))
			continue;
		count++;
		most = MAX(most, (unsigned)g_ascii_strtoull(words[2], NULL, 10));
	}
	if (out_at_once != NULL)
		*out_at_once = most;
	return count;
}

static inline void online_forget(void)
{
	g_autofree char *path = online_path("requests.log");

	unlink(path);
}

#endif
