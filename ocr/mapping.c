/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ocr/mapping.h"

#include <math.h>

Mapping mapping_to_page(const CleanPage *page)
{
	double angle = page->skew * G_PI / 180;
	double width = pixGetWidth(page->pix), height = pixGetHeight(page->pix);

	return (Mapping) { cos(angle), sin(angle), width / 2, height / 2, page->width / width,
		page->height / height };
}

void mapping_point(const Mapping *mapping, double x, double y, double *out_x, double *out_y)
{
	double right = x - mapping->centre_x, down = y - mapping->centre_y;

	*out_x = (mapping->centre_x + right * mapping->cosine - down * mapping->sine) *
		mapping->scale_x;
	*out_y = (mapping->centre_y + right * mapping->sine + down * mapping->cosine) *
		mapping->scale_y;
}

Box mapping_box(const Mapping *mapping, const Box *box)
{
	double x, y, width = box->width * mapping->scale_x, height = box->height * mapping->scale_y;

	mapping_point(mapping, box->x + box->width / 2, box->y + box->height / 2, &x, &y);
	return (Box) { x - width / 2, y - height / 2, width, height };
}

Box box_clip(Box box, const Words *words)
{
	double right = CLAMP(box.x + box.width, 0, words->width);
	double bottom = CLAMP(box.y + box.height, 0, words->height);

	box.x = CLAMP(box.x, 0, words->width);
	box.y = CLAMP(box.y, 0, words->height);
	return (Box) { box.x, box.y, right - box.x, bottom - box.y };
}

Box box_join(Box a, Box b)
{
	double right = MAX(a.x + a.width, b.x + b.width);
	double bottom = MAX(a.y + a.height, b.y + b.height);
	double x = MIN(a.x, b.x), y = MIN(a.y, b.y);

	return (Box) { x, y, right - x, bottom - y };
}
