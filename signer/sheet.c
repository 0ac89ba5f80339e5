/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/sheet.h"

#include <glib.h>
#include <math.h>

static const double MOST_UNIT = 75000, FARTHEST = 1e6;

bool rect_read(const PdfFile *document, qpdf_oh array, Rect *out_rect)
{
	qpdf_data qpdf = document->qpdf;
	double n[4];

	if (!qpdf_oh_is_array(qpdf, array) || qpdf_oh_get_array_n_items(qpdf, array) != 4)
		return false;
	for (int i = 0; i < 4; i++) {
		qpdf_oh item = qpdf_oh_get_array_item(qpdf, array, i);
		if (!qpdf_oh_is_number(qpdf, item))
			return false;
		n[i] = qpdf_oh_get_numeric_value(qpdf, item);
		if (!isfinite(n[i]) || fabs(n[i]) > FARTHEST)
			return false;
	}
	*out_rect = (Rect) { MIN(n[0], n[2]), MIN(n[1], n[3]), MAX(n[0], n[2]), MAX(n[1], n[3]) };
	return true;
}

static int read_turn(const PdfFile *document, qpdf_oh page)
{
	qpdf_oh turn = pdf_file_find_inherited(document, page, "/Rotate");
	if (!qpdf_oh_is_integer(document->qpdf, turn))
		return 0;

	long long degrees = qpdf_oh_get_int_value(document->qpdf, turn) % 360;
	return (int)(degrees < 0 ? degrees + 360 : degrees) / 90 * 90;
}

/* UserUnit is not inherited (table 30). */
static double read_unit(const PdfFile *document, qpdf_oh page)
{
	qpdf_oh unit = pdf_file_find(document, page, "/UserUnit");
	double points = qpdf_oh_is_number(document->qpdf, unit)
		? qpdf_oh_get_numeric_value(document->qpdf, unit)
		: 1;

	return points > 0 && points <= MOST_UNIT ? points : 1;
}

bool sheet_read(const PdfFile *document, qpdf_oh page, Sheet *out_sheet)
{
	Rect media, crop;

	if (!rect_read(document, pdf_file_find_inherited(document, page, "/MediaBox"), &media))
		return false;
	if (!rect_read(document, pdf_file_find_inherited(document, page, "/CropBox"), &crop))
		crop = media;
	Sheet sheet = { .unit = read_unit(document, page), .turn = read_turn(document, page) };
	sheet.box = (Rect) { MAX(media.left, crop.left), MAX(media.bottom, crop.bottom),
		MIN(media.right, crop.right), MIN(media.top, crop.top) };
	double across = (sheet.box.right - sheet.box.left) * sheet.unit;
	double up = (sheet.box.top - sheet.box.bottom) * sheet.unit;
	sheet.width = sheet.turn % 180 == 0 ? across : up;
	sheet.height = sheet.turn % 180 == 0 ? up : across;
	*out_sheet = sheet;
	return across > 0 && up > 0;
}

static void point_to_user(const Sheet *sheet, double x, double y, double *out_x, double *out_y)
{
	const double w = sheet->width, h = sheet->height;
	const double across[] = { x, h - y, w - x, y }, up[] = { y, x, h - y, w - x };

	*out_x = sheet->box.left + across[sheet->turn / 90] / sheet->unit;
	*out_y = sheet->box.bottom + up[sheet->turn / 90] / sheet->unit;
}

static void point_from_user(const Sheet *sheet, double x, double y, double *out_x, double *out_y)
{
	const double w = sheet->width, h = sheet->height;
	double a = (x - sheet->box.left) * sheet->unit, b = (y - sheet->box.bottom) * sheet->unit;
	const double across[] = { a, b, w - a, w - b }, up[] = { b, h - a, h - b, a };

	*out_x = across[sheet->turn / 90];
	*out_y = up[sheet->turn / 90];
}

typedef void (*Mapping)(const Sheet *, double, double, double *, double *);

static Rect map(const Sheet *sheet, const Rect *rect, Mapping mapping)
{
	double ax, ay, bx, by;

	mapping(sheet, rect->left, rect->bottom, &ax, &ay);
	mapping(sheet, rect->right, rect->top, &bx, &by);
	return (Rect) { MIN(ax, bx), MIN(ay, by), MAX(ax, bx), MAX(ay, by) };
}

Rect sheet_to_user(const Sheet *sheet, const Rect *shown)
{
	return map(sheet, shown, point_to_user);
}

Rect sheet_from_user(const Sheet *sheet, const Rect *user)
{
	return map(sheet, user, point_from_user);
}
