/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The profile compact. A bilevel page is one image of JBIG2, without loss. Of any other the ink is a
 * stencil of JBIG2, through which its colours are seen upon the paper (pipeline/mrc.h).
 */
#include "pipeline/encode_compact.h"

#include "base/i18n.h"
#include "pipeline/encode_image.h"
#include "pipeline/error.h"
#include "pipeline/mrc.h"

#include <math.h>

/* Pixels of a layer along a side of `size` pixels: no less than `least` dots an inch, if there are. */
static unsigned shrink(int size, double dpi, int least)
{
	double wanted = ceil(size * least / dpi), floor = ceil((double)size / MRC_MOST_SHRINK);

	return (unsigned)MIN(MAX(wanted, floor), size);
}

static bool add_bilevel(EncodedPage *page, PIX *pix)
{
	GString *dictionary = g_string_new(NULL);

	return encode_add(
		page, image_jbig2(pix, dictionary), dictionary, encode_space(page, pix), pix);
}

static bool add_layer(EncodedPage *page, PIX *pix, int quality, double grain, GError **error)
{
	GString *dictionary = g_string_new(NULL);

	return encode_add(page, image_jpeg_layer(pix, quality, grain, dictionary, error),
		dictionary, encode_space(page, pix), pix);
}

static bool add_layers(
	EncodedPage *page, const MrcLayers *layers, const EncodeRules *rules, GError **error)
{
	double grain = mrc_grain(layers->background);

	if (!add_layer(page, layers->background, rules->compact_quality, grain, error))
		return false;
	if (layers->stencil == NULL)
		return true;
	GString *dictionary = g_string_new(NULL);
	return add_layer(page, layers->foreground, rules->compact_quality, grain, error) &&
		encode_add(page, image_jbig2(layers->stencil, dictionary), dictionary, "",
			layers->stencil);
}

bool encode_compact(
	EncodedPage *page, const ScanPage *scan, const EncodeRules *rules, GError **error)
{
	MrcLayers layers;

	if (pixGetDepth(scan->pix) == 1)
		return add_bilevel(page, scan->pix);
	if (!mrc_split(scan->pix, MIN(scan->dpi_x, scan->dpi_y),
		    shrink(pixGetWidth(scan->pix), scan->dpi_x, rules->compact_dpi),
		    shrink(pixGetHeight(scan->pix), scan->dpi_y, rules->compact_dpi), &layers)) {
		image_refuse(error);
		return false;
	}
	bool added = add_layers(page, &layers, rules, error);
	mrc_clear(&layers);
	return added;
}
