/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/error.h"

G_DEFINE_QUARK(signer_error, signer_error)
