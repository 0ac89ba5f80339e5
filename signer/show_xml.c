/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clauses are those of ETSI TS 119 102-2 V1.3.1. */
#include "signer/show_xml.h"

#include "base/clock.h"
#include "base/file.h"
#include "signer/facts.h"
#include "signer/xml.h"

#include <string.h>

#define REPORT_SPACE "http://uri.etsi.org/19102/v1.2.1#"
#define DIGEST_SPACE "http://www.w3.org/2000/09/xmldsig#"
#define IDENTITY_SPACE "http://uri.etsi.org/02231/v2#"
#define URN "urn:etsi:019102:"
#define FACT "urn:x-digisign:fact"
#define DOCUMENT_ID "document"

/* The report while it is written. */
typedef struct {
	xmlTextWriter *to;
	const Telling *telling;
	char *now;       /* the time of validation */
	char *sha256;    /* of the file, or NULL */
	GHashTable *ids; /* of certificates that were written down */
} Xml;

static char *name_certificate(const SignatureReport *signature, unsigned number, unsigned index)
{
	if (signature->path->len == 0)
		return g_strdup_printf("signer-%u", number);
	const CertificateReport *certificate = signature->path->pdata[index];
	return certificate->sha256 != NULL
		? g_strdup_printf("certificate-%s", certificate->sha256)
		: g_strdup_printf("certificate-%u-%u", number, index + 1);
}

static char *name_timestamp(unsigned number, unsigned index)
{
	return g_strdup_printf("timestamp-%u-%u", number, index + 1);
}

/* 4.2.3 */
static void put_identifier(Xml *xml, const SignatureReport *signature, unsigned number)
{
	g_autofree char *id = g_strdup_printf("signature-%u", number);

	xml_begin(xml->to, "SignatureIdentifier");
	xml_attribute(xml->to, "id", id);
	xml_text(xml->to, "HashOnly", "false");
	xml_text(xml->to, "DocHashOnly", "false");
	if (signature->field != NULL)
		xml_text(xml->to, "DAIdentifier", signature->field);
	xml_end(xml->to);
}

/* 4.2.5: without a proof the best time that is known is now. */
static void put_times(Xml *xml, const SignatureReport *signature)
{
	xml_begin(xml->to, "ValidationTimeInfo");
	xml_text(xml->to, "ValidationTime", xml->now);
	xml_begin(xml->to, "BestSignatureTime");
	xml_text(xml->to, "POETime",
		signature->proven_time != NULL ? signature->proven_time : xml->now);
	xml_text(xml->to, "TypeOfProof", URN "poetype:validation");
	xml_end(xml->to);
	xml_end(xml->to);
}

static void put_document(Xml *xml)
{
	if (xml->sha256 == NULL)
		return;
	xml_begin(xml->to, "SignersDocument");
	xml_digest(xml->to, xml->sha256);
	xml_reference(xml->to, "SignersDocumentRepresentation", DOCUMENT_ID);
	xml_end(xml->to);
}

static void put_attribute_text(
	Xml *xml, const char *attribute, const char *element, const char *value)
{
	if (value == NULL)
		return;
	xml_begin(xml->to, attribute);
	xml_attribute(xml->to, "Signed", "true");
	xml_text(xml->to, element, value);
	xml_end(xml->to);
}

static bool has_attributes(const SignatureReport *signature)
{
	return signature->time != NULL || signature->claimed_reason != NULL ||
		signature->location != NULL || signature->form != NULL ||
		signature->timestamps->len > 0;
}

/* A.1 */
static void put_attributes(Xml *xml, const SignatureReport *signature, unsigned number)
{
	if (!has_attributes(signature))
		return;
	xml_begin(xml->to, "SignatureAttributes");
	put_attribute_text(xml, "SigningTime", "Time", signature->time);
	put_attribute_text(xml, "Reason", "ReasonElement", signature->claimed_reason);
	put_attribute_text(xml, "SignatureProductionPlace", "AddressString", signature->location);
	put_attribute_text(xml, "SubFilter", "SubFilterElement", signature->form);
	for (unsigned i = 0; i < signature->timestamps->len; i++) {
		const TimestampReport *stamp = signature->timestamps->pdata[i];
		g_autofree char *id = name_timestamp(number, i);
		if (stamp->time == NULL)
			continue;
		xml_begin(xml->to, stamp->within ? "SignatureTimeStamp" : "DocTimeStamp");
		xml_reference(xml->to, "AttributeObject", id);
		xml_text(xml->to, "TimeStampValue", stamp->time);
		xml_end(xml->to);
	}
	xml_end(xml->to);
}

/* 4.2.8 */
static void put_signer(Xml *xml, const SignatureReport *signature, unsigned number)
{
	g_autofree char *id = name_certificate(signature, number, 0);

	if (signature->subject == NULL)
		return;
	xml_begin(xml->to, "SignerInformation");
	xml_reference(xml->to, "SignerCertificate", id);
	xml_text(xml->to, "Signer", signature->subject);
	xml_end(xml->to);
}

static void put_chain(Xml *xml, const SignatureReport *signature, unsigned number)
{
	unsigned count = signature->path->len;
	bool anchored = signature->trust_set != NULL && count > 1;

	xml_begin(xml->to, "CertificateChain");
	for (unsigned i = 0; i < count; i++) {
		g_autofree char *id = name_certificate(signature, number, i);
		xml_reference(xml->to,
			i == 0                               ? "SigningCertificate"
				: anchored && i == count - 1 ? "TrustAnchor"
							     : "IntermediateCertificate",
			id);
	}
	xml_end(xml->to);
}

static void put_revocation(Xml *xml, const SignatureReport *signature, unsigned number)
{
	for (unsigned i = 0; i < signature->path->len; i++) {
		const CertificateReport *certificate = signature->path->pdata[i];
		g_autofree char *id = name_certificate(signature, number, i);
		if (certificate->revoked_at == NULL)
			continue;
		xml_begin(xml->to, "RevocationStatusInformation");
		xml_reference(xml->to, "ValidationObjectId", id);
		xml_text(xml->to, "RevocationTime", certificate->revoked_at);
		xml_end(xml->to);
		return;
	}
}

/* Takes the facts. */
static void put_facts(Xml *xml, GPtrArray *facts)
{
	if (facts->len > 0)
		xml_begin(xml->to, "AdditionalValidationReportData");
	for (unsigned i = 0; i < facts->len; i++) {
		const Fact *fact = facts->pdata[i];
		g_autofree char *sentence = fact->label != NULL
			? g_strdup_printf("%s: %s", fact->label, fact->value)
			: g_strdup(fact->value);
		xml_begin(xml->to, "ReportData");
		xml_text(xml->to, "Type", FACT);
		xml_text(xml->to, "Value", sentence);
		xml_end(xml->to);
	}
	if (facts->len > 0)
		xml_end(xml->to);
	g_ptr_array_unref(facts);
}

static void put_indication(Xml *xml, Indication indication, const char *sub_indication)
{
	static const char *const main_indications[] = {
		[TOTAL_PASSED] = URN "mainindication:total-passed",
		[TOTAL_FAILED] = URN "mainindication:total-failed",
		[INDETERMINATE] = URN "mainindication:indeterminate",
	};
	g_autofree char *sub = g_strconcat(URN "subindication:", sub_indication, NULL);

	xml_text(xml->to, "MainIndication", main_indications[indication]);
	if (sub_indication != NULL)
		xml_text(xml->to, "SubIndication", sub);
}

/* 4.2.4 */
static void put_status(Xml *xml, const SignatureReport *signature, unsigned number)
{
	xml_begin(xml->to, "SignatureValidationStatus");
	put_indication(xml, signature->indication, signature->sub_indication);
	xml_begin(xml->to, "AssociatedValidationReportData");
	if (signature->path->len > 0)
		put_chain(xml, signature, number);
	put_revocation(xml, signature, number);
	put_facts(xml, facts_of_signature(xml->telling->report, signature));
	xml_end(xml->to);
	xml_end(xml->to);
}

static void put_process(Xml *xml, const SignatureReport *signature)
{
	xml_begin(xml->to, "SignatureValidationProcess");
	xml_text(xml->to, "SignatureValidationProcessID",
		signature->proven_time != NULL ? URN "validationprocess:LTVM"
					       : URN "validationprocess:Basic");
	xml_end(xml->to);
}

static void put_signature(Xml *xml, const SignatureReport *signature, unsigned number)
{
	xml_begin(xml->to, "SignatureValidationReport");
	put_identifier(xml, signature, number);
	put_times(xml, signature);
	put_document(xml);
	put_attributes(xml, signature, number);
	put_signer(xml, signature, number);
	put_process(xml, signature);
	put_status(xml, signature, number);
	xml_end(xml->to);
}

/* Where no signature can be told of. */
static void put_none(Xml *xml)
{
	xml_begin(xml->to, "SignatureValidationReport");
	put_document(xml);
	xml_begin(xml->to, "SignatureValidationStatus");
	put_indication(xml, telling_indication(xml->telling), telling_sub_indication(xml->telling));
	xml_begin(xml->to, "AssociatedValidationReportData");
	put_facts(xml, facts_of_file(xml->telling));
	xml_end(xml->to);
	xml_end(xml->to);
	xml_end(xml->to);
}

/* 4.4; exactly one of `sha256` and `said` stands for the object. */
static void put_object(
	Xml *xml, const char *id, const char *type, const char *sha256, const char *said)
{
	xml_begin(xml->to, "ValidationObject");
	xml_attribute(xml->to, "id", id);
	xml_text(xml->to, "ObjectType", type);
	xml_begin(xml->to, "ValidationObjectRepresentation");
	if (sha256 != NULL)
		xml_digest(xml->to, sha256);
	else
		xml_text(xml->to, "direct", said);
	xml_end(xml->to);
}

static void put_certificates(Xml *xml, const SignatureReport *signature, unsigned number)
{
	unsigned count = signature->path->len;

	for (unsigned i = 0; i < MAX(count, 1); i++) {
		const CertificateReport *certificate = count > 0 ? signature->path->pdata[i] : NULL;
		char *id = name_certificate(signature, number, i);
		const char *said = certificate != NULL ? certificate->subject : signature->subject;
		/* the table owns the name, and each is written once */
		if (!g_hash_table_add(xml->ids, id) || (said == NULL && certificate == NULL))
			continue;
		put_object(xml, id, URN "validationObject:certificate",
			certificate != NULL ? certificate->sha256 : NULL, said != NULL ? said : "");
		xml_end(xml->to);
	}
}

static void put_timestamps(Xml *xml, const SignatureReport *signature, unsigned number)
{
	for (unsigned i = 0; i < signature->timestamps->len; i++) {
		const TimestampReport *stamp = signature->timestamps->pdata[i];
		g_autofree char *id = name_timestamp(number, i);
		put_object(xml, id, URN "validationObject:timestamp", NULL,
			stamp->authority != NULL ? stamp->authority : "");
		xml_begin(xml->to, "ValidationReport");
		xml_begin(xml->to, "SignatureValidationStatus");
		put_indication(xml, stamp->indication, stamp->sub_indication);
		xml_end(xml->to);
		xml_end(xml->to);
		xml_end(xml->to);
	}
}

static void put_objects(Xml *xml)
{
	const VerifyReport *report = xml->telling->report;
	unsigned count = report != NULL ? report->signatures->len : 0;

	if (xml->sha256 == NULL)
		return;
	xml_begin(xml->to, "SignatureValidationObjects");
	put_object(xml, DOCUMENT_ID, URN "validationObject:signedData", xml->sha256, NULL);
	xml_end(xml->to);
	for (unsigned i = 0; i < count; i++) {
		put_certificates(xml, report->signatures->pdata[i], i + 1);
		put_timestamps(xml, report->signatures->pdata[i], i + 1);
	}
	xml_end(xml->to);
}

/* 4.5 */
static void put_validator(Xml *xml)
{
	xml_begin(xml->to, "SignatureValidator");
	xml_begin(xml->to, "DigitalId");
	xml_text(xml->to, "tsl:X509SubjectName", "CN=digisign " VERSION);
	xml_end(xml->to);
	xml_end(xml->to);
}

static void put_report(Xml *xml)
{
	const VerifyReport *report = xml->telling->report;
	unsigned count = report != NULL ? report->signatures->len : 0;

	xmlTextWriterStartDocument(xml->to, NULL, "UTF-8", NULL);
	xml_begin(xml->to, "ValidationReport");
	xml_attribute(xml->to, "xmlns", REPORT_SPACE);
	xml_attribute(xml->to, "xmlns:ds", DIGEST_SPACE);
	xml_attribute(xml->to, "xmlns:tsl", IDENTITY_SPACE);
	for (unsigned i = 0; i < count; i++)
		put_signature(xml, report->signatures->pdata[i], i + 1);
	if (count == 0)
		put_none(xml);
	put_objects(xml);
	put_validator(xml);
	xml_end(xml->to);
	xmlTextWriterEndDocument(xml->to);
}

/* The time that was taken for the present. */
static char *show_time(const VerifyReport *report)
{
	g_autoptr(GDateTime) at = report != NULL && report->at != 0
		? g_date_time_new_from_unix_utc(report->at)
		: clock_now();

	return at != NULL ? clock_iso8601(at) : clock_stamp();
}

bool show_xml(const Telling *telling, const char *path, GError **error)
{
	g_autoptr(xmlBuffer) buffer = xmlBufferCreate();
	g_autoptr(xmlTextWriter) writer = xmlNewTextWriterMemory(buffer, 0);
	g_autofree char *now = show_time(telling->report);
	g_autofree char *sha256 = file_sha256(telling->path, NULL, NULL);
	g_autoptr(GHashTable) ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	Xml xml = { writer, telling, now, sha256, ids };

	g_assert(writer != NULL);
	xmlTextWriterSetIndent(writer, 1);
	put_report(&xml);
	xmlTextWriterFlush(writer);
	g_autoptr(GBytes) bytes =
		g_bytes_new(xmlBufferContent(buffer), (gsize)xmlBufferLength(buffer));
	return file_publish(path, bytes, error);
}
