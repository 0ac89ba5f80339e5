/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules of what content names: colour spaces, images, forms, graphics states, patterns. */
#include "base/icc.h"
#include "base/pdf_object.h"
#include "base/pdf_stream.h"
#include "ocr/fit_parts.h"
#include "ocr/jp2_box.h"
#include "ocr/scan_pdf.h"

#include <string.h>

enum { ROLE_SPACE = 1, ROLE_IMAGE, ROLE_STATE, ROLE_PATTERN, ROLE_SHADING, ROLE_OPEN, ROLE_FORM };

static bool has(const FitWork *work, qpdf_oh dictionary, const char *key)
{
	return !qpdf_oh_is_null(work->pdf, pdf_find(work->pdf, dictionary, key));
}

/* Has the dictionary one of the keys, of which the last is NULL? */
static bool has_any(const FitWork *work, qpdf_oh dictionary, const char *const *keys)
{
	for (; *keys != NULL; keys++)
		if (has(work, dictionary, *keys))
			return true;
	return false;
}

static bool is_true(const FitWork *work, qpdf_oh dictionary, const char *key)
{
	qpdf_oh value = pdf_find(work->pdf, dictionary, key);

	return qpdf_oh_is_bool(work->pdf, value) && qpdf_oh_get_bool_value(work->pdf, value);
}

/* The integer; `otherwise` if there is none or it is out of range. */
static long long integer(
	const FitWork *work, qpdf_oh dictionary, const char *key, long long otherwise)
{
	qpdf_oh value = pdf_find(work->pdf, dictionary, key);

	return qpdf_oh_is_integer(work->pdf, value) ? qpdf_oh_get_int_value(work->pdf, value)
						    : otherwise;
}

static const char *name_of(const FitWork *work, qpdf_oh value)
{
	return qpdf_oh_is_name(work->pdf, value) ? qpdf_oh_get_name(work->pdf, value) : "";
}

bool fit_intent(FitWork *work, const char *name)
{
	static const char *const known[] = { "RelativeColorimetric", "AbsoluteColorimetric",
		"Perceptual", "Saturation", NULL };

	return g_strv_contains(known, name) || fit_refuse(work, "6.2.6: a rendering intent");
}

static bool judge_intent(FitWork *work, qpdf_oh dictionary, const char *key)
{
	qpdf_oh intent = pdf_find(work->pdf, dictionary, key);

	return qpdf_oh_is_null(work->pdf, intent) ||
		fit_intent(work, name_of(work, intent) + qpdf_oh_is_name(work->pdf, intent));
}

bool fit_filters(FitWork *work, qpdf_oh dictionary, const char *key)
{
	static const char *const known[] = { "/ASCIIHexDecode", "/ASCII85Decode", "/FlateDecode",
		"/RunLengthDecode", "/CCITTFaxDecode", "/JBIG2Decode", "/DCTDecode", "/JPXDecode",
		NULL };
	qpdf_oh filters = pdf_find(work->pdf, dictionary, key);
	int count = pdf_count(work->pdf, filters);

	if (qpdf_oh_is_null(work->pdf, filters))
		return true;
	if (!qpdf_oh_is_array(work->pdf, filters))
		return g_strv_contains(known, name_of(work, filters)) ||
			fit_refuse(work, "6.1.7.2: a filter");
	for (int i = 0; i < count; i++)
		if (!g_strv_contains(
			    known, name_of(work, qpdf_oh_get_array_item(work->pdf, filters, i))))
			return fit_refuse(work, "6.1.7.2: a filter");
	return true;
}

static bool judge_icc(FitWork *work, qpdf_oh profile)
{
	long long components = integer(work, profile, "/N", 0);

	if (components == 1 || components == 3 || components == 4) {
		g_autoptr(GBytes) bytes = pdf_read_decoded(work->pdf, profile, FIT_MOST_ICC);
		if (bytes != NULL && icc_is_fit(bytes, (unsigned)components))
			return true;
	}
	return fit_refuse(work, "6.2.4.2: an ICC profile");
}

static bool judge_indexed(FitWork *work, qpdf_oh space)
{
	qpdf_oh base = qpdf_oh_get_array_item(work->pdf, space, 1);
	qpdf_oh family =
		pdf_count(work->pdf, base) > 0 ? qpdf_oh_get_array_item(work->pdf, base, 0) : base;
	const char *name = name_of(work, family);

	if (pdf_count(work->pdf, space) != 4 || g_str_equal(name, "/Indexed") ||
		g_str_equal(name, "/Pattern"))
		return fit_refuse(work, "6.2.4: an indexed colour space");
	return fit_color_space(work, base);
}

/* Spot colours must mean the same in the whole file (6.2.4.4), which one page does not tell. */
static bool judge_family(FitWork *work, qpdf_oh space, const char *family)
{
	int count = pdf_count(work->pdf, space);

	if (count == 1)
		return fit_color_space(work, qpdf_oh_get_array_item(work->pdf, space, 0));
	if (count == 2 && g_str_equal(family, "/ICCBased"))
		return judge_icc(work, qpdf_oh_get_array_item(work->pdf, space, 1));
	if (count == 2 && g_str_equal(family, "/Pattern"))
		return fit_color_space(work, qpdf_oh_get_array_item(work->pdf, space, 1));
	if (count == 2 &&
		(g_str_equal(family, "/CalGray") || g_str_equal(family, "/CalRGB") ||
			g_str_equal(family, "/Lab")))
		return true;
	if (g_str_equal(family, "/Indexed"))
		return judge_indexed(work, space);
	return fit_refuse(work, "6.2.4.4: a colour space");
}

bool fit_color_space(FitWork *work, qpdf_oh space)
{
	const char *name = name_of(work, space);

	if (g_str_equal(name, "/DeviceCMYK"))
		return fit_refuse(work, "6.2.4.3: DeviceCMYK");
	if (g_str_equal(name, "/DeviceGray") || g_str_equal(name, "/DeviceRGB") ||
		g_str_equal(name, "/Pattern"))
		return true;
	if (pdf_count(work->pdf, space) == 0 || work->depth >= FIT_DEEPEST)
		return fit_refuse(work, "6.2.4: a colour space");
	if (!fit_once(work, space, ROLE_SPACE))
		return true;
	g_autofree char *family =
		g_strdup(name_of(work, qpdf_oh_get_array_item(work->pdf, space, 0)));
	work->depth++;
	bool well = judge_family(work, space, family);
	work->depth--;
	return well;
}

/* JPEG 2000 (6.2.8.3). */

typedef struct {
	unsigned components, depth, colours;
	bool is_foreign;
} Jp2;

static void read_jp2_box(Jp2 *jp2, uint32_t type, Bytes box)
{
	if (type == JP2_BOX('i', 'h', 'd', 'r') && box.left >= 14) {
		jp2->components = read_be16(box.at + 8);
		jp2->depth = (box.at[10] & 0x7fU) + 1;
		jp2->is_foreign |= box.at[10] == 255;
	} else if (type == JP2_BOX('c', 'o', 'l', 'r') && box.left >= 7) {
		uint32_t known = read_be32(box.at + 3);
		jp2->colours++;
		jp2->is_foreign |= box.at[0] == 1 ? known < 16 || known > 18 : box.at[0] != 2;
	} else if (type != JP2_BOX('r', 'e', 's', ' ')) {
		/* palettes, opacity, unequal depths */
		jp2->is_foreign = true;
	}
}

static bool judge_jp2(FitWork *work, qpdf_oh image)
{
	static const uint8_t signature[12] = { 0, 0, 0, 12, 'j', 'P', ' ', ' ', 13, 10, 0x87, 10 };
	g_autoptr(GBytes) bytes = pdf_read_stored(work->pdf, image);
	Bytes file = { 0 }, box, inner;
	Jp2 jp2 = { 0 };
	uint32_t type, within;

	if (bytes != NULL)
		file = bytes_of(bytes);
	if (file.left < sizeof signature || memcmp(file.at, signature, sizeof signature) != 0)
		return fit_refuse(work, "6.2.8.3: a JPEG 2000 image");
	while (jp2_box_take(&file, &type, &box))
		while (type == JP2_BOX('j', 'p', '2', 'h') && jp2_box_take(&box, &within, &inner))
			read_jp2_box(&jp2, within, inner);
	return ((jp2.components == 1 || jp2.components == 3) && jp2.depth <= 38 &&
		       jp2.colours == 1 && !jp2.is_foreign) ||
		fit_refuse(work, "6.2.8.3: a JPEG 2000 image");
}

static bool has_last_filter(FitWork *work, qpdf_oh image, const char *name)
{
	qpdf_oh filter = pdf_find(work->pdf, image, "/Filter");
	int count = pdf_count(work->pdf, filter);

	if (count > 0)
		filter = qpdf_oh_get_array_item(work->pdf, filter, count - 1);
	return pdf_is_name(work->pdf, filter, name);
}

static bool judge_samples(FitWork *work, qpdf_oh image)
{
	bool is_jpx = has_last_filter(work, image, "/JPXDecode");
	long long bits = integer(work, image, "/BitsPerComponent", is_jpx ? 8 : 0);

	if (is_true(work, image, "/ImageMask"))
		return (!is_jpx && integer(work, image, "/BitsPerComponent", 1) == 1 &&
			       !has(work, image, "/Mask") && !has(work, image, "/SMask")) ||
			fit_refuse(work, "6.2.8: a stencil");
	if (bits != 1 && bits != 2 && bits != 4 && bits != 8 && bits != 16)
		return fit_refuse(work, "6.2.8: the bits of an image");
	/* a JPEG 2000 image must be whole in itself only if nothing else tells its colours */
	if (is_jpx && (!judge_jp2(work, image) || integer(work, image, "/SMaskInData", 0) != 0))
		return fit_refuse(work, "6.2.8.3: a JPEG 2000 image");
	if (is_jpx && !has(work, image, "/ColorSpace"))
		return true;
	return fit_color_space(work, pdf_find(work->pdf, image, "/ColorSpace"));
}

static bool judge_masks(FitWork *work, qpdf_oh image)
{
	static const char *const masks[] = { "/Mask", "/SMask", NULL };

	for (size_t i = 0; masks[i] != NULL; i++) {
		qpdf_oh mask = pdf_find(work->pdf, image, masks[i]);
		if (qpdf_oh_is_null(work->pdf, mask) ||
			(i == 0 && qpdf_oh_is_array(work->pdf, mask)))
			continue;
		bool is_right = qpdf_oh_is_stream(work->pdf, mask) && !has_any(work, mask, masks) &&
			(i == 0 ? is_true(work, mask, "/ImageMask")
				: pdf_is_name(work->pdf, pdf_find(work->pdf, mask, "/ColorSpace"),
					  "/DeviceGray"));
		if (!is_right)
			return fit_refuse(work, "6.2.8: an image's mask");
		if (!fit_image(work, mask))
			return false;
	}
	return true;
}

bool fit_image(FitWork *work, qpdf_oh image)
{
	static const char *const forbidden[] = { "/Alternates", "/OPI", "/OC", NULL };

	if (!fit_once(work, image, ROLE_IMAGE))
		return true;
	if (has_any(work, image, forbidden))
		return fit_refuse(work, "6.2.8: an image with alternates, OPI or optional content");
	if (is_true(work, image, "/Interpolate"))
		return fit_refuse(work, "6.2.8: an image is interpolated");
	if (integer(work, image, "/Width", 0) < 1 || integer(work, image, "/Height", 0) < 1)
		return fit_refuse(work, "6.2.8: an image without size");
	work->found.image_bytes += (size_t)MAX(integer(work, image, "/Length", 0), 0);
	return fit_filters(work, image, "/Filter") && judge_intent(work, image, "/Intent") &&
		judge_samples(work, image) && judge_masks(work, image);
}

bool fit_group(FitWork *work, qpdf_oh group)
{
	qpdf_oh space = pdf_find(work->pdf, group, "/CS");

	if (qpdf_oh_is_null(work->pdf, group))
		return true;
	if (!pdf_is_name(work->pdf, pdf_find(work->pdf, group, "/S"), "/Transparency"))
		return fit_refuse(work, "6.2.9: a group");
	return qpdf_oh_is_null(work->pdf, space) || fit_color_space(work, space);
}

/* The content of a form or a tiling pattern. */
static bool judge_content(FitWork *work, qpdf_oh stream, unsigned mode)
{
	qpdf_oh resources = pdf_find(work->pdf, stream, "/Resources");
	g_autoptr(GBytes) content = pdf_read_decoded(work->pdf, stream, work->content_left);

	if (content == NULL || !fit_once(work, stream, ROLE_OPEN))
		return fit_refuse(work, "6.2.9: content that cannot be read, or holds itself");
	work->content_left -= g_bytes_get_size(content);
	bool well = fit_content(work, content, resources, mode);
	fit_forget(work, stream, ROLE_OPEN);
	return well;
}

bool fit_form(FitWork *work, qpdf_oh form, unsigned mode)
{
	static const char *const forbidden[] = { "/Ref", "/PS", "/OPI", "/OC", NULL };

	if (!qpdf_oh_is_stream(work->pdf, form))
		return fit_refuse(work, "6.2.9: a form");
	/* within itself it is refused below */
	if (!fit_once(work, form, ROLE_FORM + mode) && !fit_is_met(work, form, ROLE_OPEN))
		return true;
	if (has_any(work, form, forbidden) || has(work, form, "/Subtype2"))
		return fit_refuse(work, "6.2.9: a form of a forbidden kind");
	return fit_group(work, pdf_find(work->pdf, form, "/Group")) &&
		judge_content(work, form, mode);
}

static bool judge_soft_mask(FitWork *work, qpdf_oh mask)
{
	qpdf_oh transfer = pdf_find(work->pdf, mask, "/TR");

	if (qpdf_oh_is_null(work->pdf, mask) || pdf_is_name(work->pdf, mask, "/None"))
		return true;
	if (!qpdf_oh_is_dictionary(work->pdf, mask) ||
		(!qpdf_oh_is_null(work->pdf, transfer) &&
			!pdf_is_name(work->pdf, transfer, "/Identity")))
		return fit_refuse(work, "6.2.10: a soft mask");
	return fit_form(work, pdf_find(work->pdf, mask, "/G"), 0);
}

static bool judge_blend(FitWork *work, qpdf_oh mode)
{
	static const char *const known[] = { "/Normal", "/Compatible", "/Multiply", "/Screen",
		"/Overlay", "/Darken", "/Lighten", "/ColorDodge", "/ColorBurn", "/HardLight",
		"/SoftLight", "/Difference", "/Exclusion", "/Hue", "/Saturation", "/Color",
		"/Luminosity", NULL };

	return qpdf_oh_is_null(work->pdf, mode) || g_strv_contains(known, name_of(work, mode)) ||
		fit_refuse(work, "6.2.10: a blend mode");
}

bool fit_state(FitWork *work, qpdf_oh state)
{
	static const char *const forbidden[] = { "/TR", "/HTP", "/BG", "/BG2", "/UCR", "/UCR2",
		"/Font", NULL };
	qpdf_oh transfer = pdf_find(work->pdf, state, "/TR2");
	qpdf_oh halftone = pdf_find(work->pdf, state, "/HT");

	if (!fit_once(work, state, ROLE_STATE))
		return true;
	if (!qpdf_oh_is_dictionary(work->pdf, state) || has_any(work, state, forbidden) ||
		(!qpdf_oh_is_null(work->pdf, transfer) &&
			!pdf_is_name(work->pdf, transfer, "/Default")) ||
		(!qpdf_oh_is_null(work->pdf, halftone) &&
			!pdf_is_name(work->pdf, halftone, "/Default")))
		return fit_refuse(work, "6.2.5: a graphics state");
	if (integer(work, state, "/OPM", 0) != 0)
		return fit_refuse(work, "6.2.4.2: overprinting");
	return judge_intent(work, state, "/RI") &&
		judge_blend(work, pdf_find(work->pdf, state, "/BM")) &&
		judge_soft_mask(work, pdf_find(work->pdf, state, "/SMask"));
}

bool fit_shading(FitWork *work, qpdf_oh shading)
{
	long long type = integer(work, shading, "/ShadingType", 0);

	if (!fit_once(work, shading, ROLE_SHADING))
		return true;
	if (type < 1 || type > 7)
		return fit_refuse(work, "6.2.2: a shading");
	return fit_color_space(work, pdf_find(work->pdf, shading, "/ColorSpace"));
}

bool fit_pattern(FitWork *work, qpdf_oh pattern)
{
	long long type = integer(work, pattern, "/PatternType", 0);
	qpdf_oh state = pdf_find(work->pdf, pattern, "/ExtGState");

	if (!fit_once(work, pattern, ROLE_PATTERN) && !fit_is_met(work, pattern, ROLE_OPEN))
		return true;
	if (type == 1 && qpdf_oh_is_stream(work->pdf, pattern))
		return judge_content(work, pattern, 0);
	if (type != 2)
		return fit_refuse(work, "6.2.2: a pattern");
	return (qpdf_oh_is_null(work->pdf, state) || fit_state(work, state)) &&
		fit_shading(work, pdf_find(work->pdf, pattern, "/Shading"));
}
