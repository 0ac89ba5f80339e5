/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The commands of digisign. Each has a file; main.c is the table of them.
 */
#ifndef SIGNER_COMMANDS_H
#define SIGNER_COMMANDS_H

#include <glib.h>

typedef struct {
	const char *name;
	const GOptionEntry *options;
	int (*run)(GError **error); /* the exit status, after the options were read */
	const char *summary;
} Command;

extern const Command sign_command, extend_command, verify_command, trust_command, keys_command;

#endif
