/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Of all data that says something of the certificate,
 *  1. what says that it was revoked counts, whenever that data was made: nobody forges it to his own
 *     harm; but the youngest data has the last word, as a certificate may have been put on hold;
 *  2. what says that it was good counts if it is fresh: it reaches up to the moment that is asked for;
 *  3. and if it is proven to be older than the end of the certificate that signed it, and than the
 *     time of control: afterwards others may have had the key.
 */
#include "signer/standing.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "signer/certificate.h"

/* OLDEST: seconds before the moment that an answer counts which does not say until when it holds. */
enum { OLDEST = 3600 };

typedef struct {
	const Validation *validation;
	X509 *certificate, *issuer;
	gint64 proven, control;
	bool lists_only;
	Revocation *newest;
	bool fresh, stale, unproven;
} Search;

typedef Revocation *Reader(GBytes *data, const Search *search, const RevocationRules *rules);

static Revocation *read_answer(GBytes *data, const Search *search, const RevocationRules *rules)
{
	return revocation_read_ocsp(data, search->certificate, search->issuer, NULL, rules, NULL);
}

static Revocation *read_list(GBytes *data, const Search *search, const RevocationRules *rules)
{
	return revocation_read_crl(data, search->certificate, search->issuer, rules, NULL);
}

static RevocationRules make_rules(const Search *search)
{
	const VerifyRules *rules = search->validation->rules;

	return (RevocationRules) {
		.moment = search->proven,
		.now = search->validation->at,
		.others = search->validation->certificates,
		.cache = rules->cache,
		.seconds = rules->seconds,
		.roots = rules->roots,
		.offline = !rules->online,
	};
}

static bool is_proven(const Search *search, const Revocation *one, GBytes *data)
{
	X509 *by = one->responder != NULL ? one->responder : search->issuer;
	gint64 end;

	return certificate_read_time(X509_get0_notAfter(by), &end) &&
		poe_find(search->validation->poe, data) <= MIN(end, search->control);
}

static bool is_fresh(const Search *search, const Revocation *one)
{
	gint64 until = one->next_update != 0 ? one->next_update : one->this_update + OLDEST;

	return until + CLOCK_SKEW >= search->proven;
}

static void look_at_all(Search *search);

/* By lists alone, since a responder would tell of himself. */
static bool is_revoked_responder(const Search *search, X509 *responder)
{
	Search of = *search;

	if (search->lists_only || responder == NULL || revocation_is_needless(responder))
		return false;
	of.certificate = responder;
	of.lists_only = true;
	of.newest = NULL;
	look_at_all(&of);
	bool revoked = of.newest != NULL && of.newest->status == REVOCATION_REVOKED;
	revocation_free(of.newest);
	return revoked;
}

static void take(Search *search, GBytes *data, Revocation *revocation)
{
	g_autoptr(Revocation) one = revocation;

	if (one == NULL || is_revoked_responder(search, one->responder))
		return;
	if (one->status == REVOCATION_GOOD) {
		bool fresh = is_fresh(search, one), proven = is_proven(search, one, data);
		search->fresh |= fresh && proven;
		search->stale |= !fresh;
		search->unproven |= fresh && !proven;
		if (!fresh || !proven)
			return;
	}
	if (search->newest != NULL && search->newest->this_update >= one->this_update)
		return;
	revocation_free(search->newest);
	search->newest = g_steal_pointer(&one);
}

static void look_at(Search *search, const GPtrArray *all, Reader *read)
{
	RevocationRules rules = make_rules(search);

	rules.any_age = true;
	for (unsigned i = 0; i < all->len; i++)
		take(search, all->pdata[i], read(all->pdata[i], search, &rules));
}

static void look_at_all(Search *search)
{
	if (!search->lists_only)
		look_at(search, search->validation->material->ocsps, read_answer);
	look_at(search, search->validation->material->crls, read_list);
}

static void ask(Search *search, char **out_why)
{
	RevocationRules rules = make_rules(search);
	g_autoptr(Revocation) told = revocation_check(search->certificate, search->issuer, &rules);

	if (told->status == REVOCATION_UNKNOWN) {
		*out_why = g_strdup(told->why);
		return;
	}
	search->fresh = told->status == REVOCATION_GOOD;
	revocation_free(search->newest);
	search->newest = g_steal_pointer(&told);
}

static const char *explain(const Search *search)
{
	if (search->unproven)
		return _(
			"nothing proves that what is at hand is older than the end of who signed it");
	return search->stale ? _("what is at hand is older than that")
			     : _("no data at hand tells whether the certificate was revoked");
}

Standing standing_find(const Validation *validation, X509 *certificate, X509 *issuer, gint64 proven,
	gint64 control)
{
	Search search = { .validation = validation,
		.certificate = certificate,
		.issuer = issuer,
		.proven = proven,
		.control = control };
	Standing standing = { .status = STATUS_UNKNOWN };

	if (revocation_is_needless(certificate)) {
		standing.status = STATUS_NOT_NEEDED;
		return standing;
	}
	look_at_all(&search);
	bool revoked = search.newest != NULL && search.newest->status == REVOCATION_REVOKED;
	if (!search.fresh && !revoked && validation->rules->online)
		ask(&search, &standing.why);
	standing.known = search.newest;
	if (search.newest != NULL && search.newest->status == REVOCATION_REVOKED)
		standing.status = STATUS_REVOKED;
	else if (search.fresh)
		standing.status = STATUS_GOOD;
	else
		standing.stale = search.stale && !search.unproven;
	if (standing.status == STATUS_UNKNOWN && standing.why == NULL)
		standing.why = g_strdup(explain(&search));
	return standing;
}

void standing_clear(Standing *standing)
{
	revocation_free(standing->known);
	g_free(standing->why);
}
