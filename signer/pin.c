/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/pin.h"

#include "base/i18n.h"
#include "signer/error.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum { MOST_BYTES = 255 };

void pin_free(char *pin)
{
	if (pin == NULL)
		return;
	OPENSSL_cleanse(pin, strlen(pin));
	g_free(pin);
}

static char *set_pin_error(GError **error, const char *message)
{
	g_set_error_literal(error, SIGNER_ERROR, SIGNER_ERROR_KEY, message);
	return NULL;
}

/* Byte by byte: what follows the line is for somebody else. */
static char *read_line(int file, GError **error)
{
	char *pin = g_malloc0(MOST_BYTES + 1);

	for (unsigned length = 0; length <= MOST_BYTES;) {
		char byte;
		ssize_t got = read(file, &byte, 1);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			break;
		if (got == 0 || byte == '\n')
			return pin;
		if (length < MOST_BYTES)
			pin[length] = byte;
		length++;
	}
	pin_free(pin);
	return set_pin_error(error, _("the PIN cannot be read, or is longer than 255 bytes"));
}

static char *ask(const char *prompt, GError **error)
{
	struct termios shown, hidden;
	int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);

	if (terminal < 0 || tcgetattr(terminal, &shown) < 0) {
		if (terminal >= 0)
			close(terminal);
		return set_pin_error(error,
			_("there is no terminal to ask for the PIN: use --pin-env or --pin-fd"));
	}
	hidden = shown;
	hidden.c_lflag &= ~(tcflag_t)ECHO;
	tcsetattr(terminal, TCSAFLUSH, &hidden);
	dprintf(terminal, "%s", prompt);
	char *pin = read_line(terminal, error);
	tcsetattr(terminal, TCSAFLUSH, &shown);
	dprintf(terminal, "\n");
	close(terminal);
	return pin;
}

char *pin_read(const char *variable, int descriptor, const char *prompt, GError **error)
{
	if (variable != NULL) {
		const char *value = getenv(variable);
		if (value == NULL)
			return set_pin_error(error, _("the variable named for the PIN is not set"));
		return g_strdup(value);
	}
	return descriptor >= 0 ? read_line(descriptor, error) : ask(prompt, error);
}
