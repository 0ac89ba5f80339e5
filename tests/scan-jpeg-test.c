/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A progressive JPEG is held as coefficients, which are larger than its pixels. */
#include "base/file.h"
#include "base/worker.h"
#include "ocr/pix.h"
#include "ocr/scan.h"

enum { SIDE = 7000 };

static const ScanLimits limits = { 20000, 100, 50 };

static char *folder, *path;

static void make_progressive(void)
{
	auto_pix pix = pixCreate(SIDE, SIDE, 32);

	g_assert_nonnull(pix);
	pixSetChromaSampling(pix, 0);
	g_assert_cmpint(pixWriteJpeg(path, pix, 75, 1), ==, 0);
}

static bool read_page(WorkerLink *link, gpointer data, GError **error)
{
	g_autoptr(Scan) scan = scan_open(data, &limits, error);
	g_autoptr(ScanPage) page = scan == NULL ? NULL : scan_read_page(scan, 0, error);

	(void)link;
	return page != NULL;
}

static WorkerResult *read_within(unsigned megabytes)
{
	WorkerTask task = {
		.body = read_page, .data = path, .seconds = 300, .megabytes = megabytes
	};
	g_autoptr(WorkerPool) pool = worker_pool_new(1);

	g_assert_true(worker_pool_start(pool, &task, NULL));
	WorkerResult *result = worker_pool_wait(pool, 300000);
	g_assert_nonnull(result);
	return result;
}

static void test_large(void)
{
	g_autoptr(WorkerResult) result = read_within(2048);

	g_assert_cmpstr(result->message, ==, NULL);
	g_assert_cmpint(result->end, ==, WORKER_DONE);
}

/* The pixels fit in, the coefficients besides do not. */
static void test_memory(void)
{
#ifdef __SANITIZE_ADDRESS__
	g_test_skip("a sanitizer's process has no limit");
	return;
#endif
	g_autoptr(WorkerResult) result = read_within(500);
	g_assert_cmpint(result->end, ==, WORKER_FAILED);
	g_assert_true(result->transient);
	g_assert_cmpstr(result->message, ==, "there is not enough memory for the page");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	folder = g_dir_make_tmp("scan-jpeg-XXXXXX", NULL);
	path = g_build_filename(folder, "large.jpg", NULL);
	make_progressive();
	g_test_add_func("/jpeg/reads a progressive image as large as any other", test_large);
	g_test_add_func("/jpeg/tells want of memory from damage", test_memory);
	int status = g_test_run();
	folder_remove(folder, NULL);
	g_free(folder);
	g_free(path);
	return status;
}
