/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline/error.h"

G_DEFINE_QUARK(pipeline_error, pipeline_error)
