/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The store is one object of the catalog, written anew with references to the streams that were
 * there and to the new ones. VRI, which says what belongs to which signature, is optional and kept if
 * it is there: a validator finds out for itself what fits.
 */
#include "signer/dss.h"

#include "base/i18n.h"
#include "base/pdf_object.h"
#include "base/pdf_stream.h"
#include "signer/error.h"

enum { MOST_STREAMS = 1000, MOST_USES = 1000, MOST_BYTES = 256 << 20 };

static const struct {
	const char *key, *use; /* in the store, and in a VRI */
	size_t offset;
} kinds[] = {
	{ "/Certs", "/Cert", offsetof(ValidationData, certificates) },
	{ "/OCSPs", "/OCSP", offsetof(ValidationData, ocsps) },
	{ "/CRLs", "/CRL", offsetof(ValidationData, crls) },
};

static GPtrArray *array_of(const ValidationData *data, size_t kind)
{
	return *(GPtrArray *const *)((const char *)data + kinds[kind].offset);
}

ValidationData *validation_data_new(void)
{
	ValidationData *data = g_new0(ValidationData, 1);

	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
		*(GPtrArray **)((char *)data + kinds[i].offset) =
			g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
	return data;
}

void validation_data_free(ValidationData *data)
{
	if (data == NULL)
		return;
	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
		g_ptr_array_unref(array_of(data, i));
	g_free(data);
}

static bool has(const GPtrArray *array, GBytes *der)
{
	for (unsigned i = 0; i < array->len; i++)
		if (g_bytes_equal(array->pdata[i], der))
			return true;
	return false;
}

void validation_data_add(GPtrArray *array, GBytes *der)
{
	if (!has(array, der))
		g_ptr_array_add(array, g_bytes_ref(der));
}

void validation_data_add_all(ValidationData *into, const ValidationData *from)
{
	for (size_t kind = 0; kind < G_N_ELEMENTS(kinds); kind++)
		for (unsigned i = 0; i < array_of(from, kind)->len; i++)
			validation_data_add(array_of(into, kind), array_of(from, kind)->pdata[i]);
}

static qpdf_oh find_store(const PdfFile *document)
{
	return pdf_file_find(document, qpdf_get_root(document->qpdf), "/DSS");
}

static void read_streams(const PdfFile *document, qpdf_oh streams, GPtrArray *into, size_t *left)
{
	qpdf_data qpdf = document->qpdf;
	int count = MIN(pdf_count(qpdf, streams), MOST_STREAMS);

	for (int i = 0; i < count; i++) {
		qpdf_oh stream = qpdf_oh_get_array_item(qpdf, streams, i);
		if (!pdf_stream_fits(qpdf, stream, left))
			continue;
		g_autoptr(GBytes) der = pdf_read_fitting(qpdf, stream);
		if (der != NULL)
			validation_data_add(into, der);
	}
}

ValidationData *dss_read(const PdfFile *document)
{
	ValidationData *data = validation_data_new();
	qpdf_oh store = find_store(document);
	size_t left = MOST_BYTES;

	for (size_t kind = 0; kind < G_N_ELEMENTS(kinds); kind++)
		read_streams(document, pdf_file_find(document, store, kinds[kind].key),
			array_of(data, kind), &left);
	return data;
}

ValidationData *dss_read_all(const PdfFile *document)
{
	ValidationData *data = dss_read(document);
	qpdf_data qpdf = document->qpdf;
	qpdf_oh uses = pdf_file_find(document, find_store(document), "/VRI");
	g_autoptr(GPtrArray) names =
		qpdf_oh_is_dictionary(qpdf, uses) ? pdf_list_keys(qpdf, uses) : NULL;
	size_t left = MOST_BYTES;

	for (unsigned i = 0; names != NULL && i < MIN(names->len, MOST_USES); i++) {
		qpdf_oh use = pdf_file_find(document, uses, names->pdata[i]);
		for (size_t kind = 0; kind < G_N_ELEMENTS(kinds); kind++)
			read_streams(document, pdf_file_find(document, use, kinds[kind].use),
				array_of(data, kind), &left);
	}
	return data;
}

/* One that may be changed: the old one may be another object, which others refer to as well. */
static qpdf_oh copy_dictionary(qpdf_data qpdf, qpdf_oh old)
{
	qpdf_oh copy = qpdf_oh_new_dictionary(qpdf);

	if (!qpdf_oh_is_dictionary(qpdf, old))
		return copy;
	g_autoptr(GPtrArray) keys = pdf_list_keys(qpdf, old);
	for (unsigned i = 0; i < keys->len; i++)
		qpdf_oh_replace_key(
			qpdf, copy, keys->pdata[i], qpdf_oh_get_key(qpdf, old, keys->pdata[i]));
	return copy;
}

/* The store as a dictionary of its own in qpdf's memory, with arrays of its own, so that it can be
 * written as one new object. What others have put there, and VRI, stays. */
static qpdf_oh copy_store(const PdfFile *document)
{
	qpdf_data qpdf = document->qpdf;
	qpdf_oh old = find_store(document), store = copy_dictionary(qpdf, old);

	qpdf_oh_replace_key(qpdf, store, "/Type", qpdf_oh_new_name(qpdf, "/DSS"));
	for (size_t kind = 0; kind < G_N_ELEMENTS(kinds); kind++) {
		qpdf_oh streams = pdf_file_find(document, old, kinds[kind].key);
		qpdf_oh array = qpdf_oh_new_array(qpdf);
		int count = pdf_count(qpdf, streams);
		for (int i = 0; i < count; i++)
			qpdf_oh_append_item(qpdf, array, qpdf_oh_get_array_item(qpdf, streams, i));
		qpdf_oh_replace_key(qpdf, store, kinds[kind].key, array);
	}
	return store;
}

static bool add_streams(
	Increment *increment, qpdf_oh store, const ValidationData *old, const ValidationData *data)
{
	qpdf_data qpdf = increment->document->qpdf;
	bool added = false;

	for (size_t kind = 0; kind < G_N_ELEMENTS(kinds); kind++) {
		qpdf_oh array = qpdf_oh_get_key(qpdf, store, kinds[kind].key);
		const GPtrArray *all = array_of(data, kind);
		for (unsigned i = 0; i < all->len; i++) {
			if (has(array_of(old, kind), all->pdata[i]))
				continue;
			unsigned number = increment_reserve(increment);
			increment_put_stream(increment, number, "", all->pdata[i]);
			qpdf_oh_append_item(
				qpdf, array, qpdf_get_object_by_id(qpdf, (int)number, 0));
			added = true;
		}
		if (qpdf_oh_get_array_n_items(qpdf, array) == 0)
			qpdf_oh_remove_key(qpdf, store, kinds[kind].key);
	}
	return added;
}

/* EN 319 142-1, 5.6: the extension of ISO 32000-1 that the store is. */
static void declare_extension(const PdfFile *document, qpdf_oh root)
{
	qpdf_data qpdf = document->qpdf;
	qpdf_oh all = copy_dictionary(qpdf, pdf_file_find(document, root, "/Extensions"));
	qpdf_oh own = qpdf_oh_new_dictionary(qpdf);

	if (!qpdf_oh_is_null(qpdf, pdf_file_find(document, all, "/ESIC")))
		return;
	qpdf_oh_replace_key(qpdf, own, "/BaseVersion", qpdf_oh_new_name(qpdf, "/1.7"));
	qpdf_oh_replace_key(qpdf, own, "/ExtensionLevel", qpdf_oh_new_integer(qpdf, 1));
	qpdf_oh_replace_key(qpdf, all, "/ESIC", own);
	qpdf_oh_replace_key(qpdf, root, "/Extensions", all);
}

/* Would all of it be read again? */
static bool is_readable(
	const PdfFile *document, const ValidationData *old, const ValidationData *data)
{
	size_t bytes = 0;

	for (size_t kind = 0; kind < G_N_ELEMENTS(kinds); kind++) {
		int count = pdf_count(document->qpdf,
			pdf_file_find(document, find_store(document), kinds[kind].key));
		if (count < 0 || (unsigned)count + array_of(data, kind)->len > MOST_STREAMS)
			return false;
		for (unsigned i = 0; i < array_of(old, kind)->len; i++)
			bytes += g_bytes_get_size(array_of(old, kind)->pdata[i]);
		for (unsigned i = 0; i < array_of(data, kind)->len; i++)
			bytes += g_bytes_get_size(array_of(data, kind)->pdata[i]);
	}
	return bytes <= MOST_BYTES;
}

static void put_store(Increment *increment, qpdf_oh store)
{
	qpdf_data qpdf = increment->document->qpdf;
	qpdf_oh root = qpdf_get_root(qpdf);
	unsigned number = increment_reserve(increment);

	increment_begin(increment, number, 0);
	g_string_append(increment->text, qpdf_oh_unparse_resolved(qpdf, store));
	increment_end(increment);
	/* a reference to nothing would take the key out */
	qpdf_replace_object(qpdf, (int)number, 0, store);
	qpdf_oh_replace_key(qpdf, root, "/DSS", qpdf_get_object_by_id(qpdf, (int)number, 0));
	declare_extension(increment->document, root);
	increment_put_changed(increment, root);
}

bool dss_add(Increment *increment, const ValidationData *data, const char *shown, bool *out_added,
	GError **error)
{
	const PdfFile *document = increment->document;
	g_autoptr(ValidationData) old = dss_read(document);

	if (!is_readable(document, old, data)) {
		g_set_error(error, SIGNER_ERROR, SIGNER_ERROR_INPUT,
			_("%s: the PDF's store of validation data is too large"), shown);
		return false;
	}
	qpdf_oh store = copy_store(document);
	bool added = add_streams(increment, store, old, data);
	if (added)
		put_store(increment, store);
	*out_added = added;
	return true;
}
