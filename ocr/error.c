/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ocr/error.h"

G_DEFINE_QUARK(ocr_error, ocr_error)
