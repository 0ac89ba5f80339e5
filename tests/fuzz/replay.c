/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Hands a fuzz target the inputs that its arguments name, files and folders of them. They are
 * small: one that takes more time or memory than here allowed has found something, too.
 */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <sys/resource.h>

enum { SECONDS = 60, MOST_KILOBYTES = 512 << 10 };

#ifdef __SANITIZE_ADDRESS__
#define SANITIZED 1 /* which has a memory of its own */
#else
#define SANITIZED 0
#endif

static void check_memory(void)
{
	struct rusage used;

	g_assert_cmpint(getrusage(RUSAGE_SELF, &used), ==, 0);
	if (!SANITIZED)
		g_assert_cmpint(used.ru_maxrss, <, MOST_KILOBYTES);
}

static unsigned replay_file(const char *path)
{
	g_autofree char *bytes = NULL;
	g_autoptr(GError) error = NULL;
	size_t size;

	if (!g_file_get_contents(path, &bytes, &size, &error))
		g_error("%s", error->message);
	/* of its very size, so that a byte read behind it is noticed */
	g_autofree uint8_t *input = g_memdup2(bytes, MAX(size, 1));
	g_print("%s\n", path);
	alarm(SECONDS);
	LLVMFuzzerTestOneInput(input, size);
	alarm(0);
	check_memory();
	return 1;
}

static unsigned replay(const char *path)
{
	g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
	unsigned count = 0;
	const char *name;

	if (folder == NULL)
		return replay_file(path);
	while ((name = g_dir_read_name(folder)) != NULL) {
		g_autofree char *inner = g_build_filename(path, name, NULL);
		count += replay(inner);
	}
	return count;
}

int main(int argc, char **argv)
{
	unsigned count = 0;

	for (int i = 1; i < argc; i++)
		count += replay(argv[i]);
	g_print("%u inputs\n", count);
	return count > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
