/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Asking a server over HTTP, within limits: of time, of size and of speed, over TLS 1.2 or newer
 * where the address says https, through the proxy that the environment names, without cookies.
 * Redirections are followed a few times, to http and https alone and never from https to http.
 *
 * An error's message names the host and what was wrong, and never a password. It is transient
 * (error_is_transient()) where asking again may help: no connection, no answer in time, a server
 * that says it is busy. Otherwise it is a SIGNER_ERROR_SERVICE.
 */
#ifndef SIGNER_HTTP_H
#define SIGNER_HTTP_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* All but `url` may be left out; strings are borrowed. */
typedef struct {
	const char *url;
	GBytes *body;             /* posted; NULL: a GET */
	const char *content_type; /* of the body */
	const char *accept;       /* the media type that is asked for */
	const char *user, *password;
	const char *roots; /* PEM file of the roots of TLS servers; NULL: the system's */
	size_t limit;      /* of the answer's bytes; 0: 1 MiB */
	unsigned seconds;  /* for all of it; 0: 30. A connection must stand after a third of it */
} HttpRequest;

/* The body of a 200 answer. The caller owns it. While a name is resolved there may be a thread. */
GBytes *http_ask(const HttpRequest *request, GError **error);

/* Does the address begin with http:// or https://? */
bool http_is_address(const char *url);

/* "tsa.example.vn", for messages. The caller frees it. */
char *http_show_host(const char *url);

#endif
