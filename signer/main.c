/* SPDX-License-Identifier: GPL-3.0-or-later */
/* digisign: signs PDFs, verifies them, and shows the keys for it. */
#include "signer/commands.h"

#include "base/command.h"
#include "base/i18n.h"

#include <string.h>

static const Command *const commands[] = { &sign_command, &extend_command, &verify_command,
	&trust_command, &keys_command };

static int run_command(const Command *command, char **argv)
{
	GError *error = NULL;
	g_auto(GStrv) arguments = g_strdupv(argv);

	if (!command_parse(
		    command->name, NULL, _(command->summary), command->options, &arguments, &error))
		return command_report(error), EXIT_USAGE;
	int status = command->run(&error);
	int reported = error == NULL ? EXIT_WELL : command_report(error);
	return MAX(status, reported);
}

static void print_help(void)
{
	g_print(_("Usage: digisign COMMAND [OPTION…] FILE…\n\n"));
	for (unsigned i = 0; i < G_N_ELEMENTS(commands); i++)
		g_print("  %-8s %s\n", commands[i]->name, _(commands[i]->summary));
	g_print(_("\ndigisign COMMAND --help tells a command's options.\n"));
}

int main(int argc, char **argv)
{
	command_start("digisign");
	if (argc > 1)
		for (unsigned i = 0; i < G_N_ELEMENTS(commands); i++)
			if (strcmp(argv[1], commands[i]->name) == 0)
				return run_command(commands[i], argv + 1);
	if (argc == 2 && strcmp(argv[1], "--version") == 0) {
		g_print("digisign %s\n", VERSION);
		return EXIT_WELL;
	}
	if (argc == 2 && strcmp(argv[1], "--help") == 0) {
		print_help();
		return EXIT_WELL;
	}
	g_printerr(_("digisign: the command is missing or unknown: see digisign --help\n"));
	return EXIT_USAGE;
}
