/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clauses are those of ETSI TS 119 102-2 V1.3.1. */
#include "signer/show_xml.h"

#include "base/clock.h"
#include "base/file.h"
#include "signer/facts.h"

#include <libxml/xmlwriter.h>
#include <string.h>

#define REPORT_SPACE "http://uri.etsi.org/19102/v1.2.1#"
#define DIGEST_SPACE "http://www.w3.org/2000/09/xmldsig#"
#define IDENTITY_SPACE "http://uri.etsi.org/02231/v2#"
#define SHA256 "http://www.w3.org/2001/04/xmlenc#sha256"
#define URN "urn:etsi:019102:"
#define FACT "urn:x-digisign:fact"
#define DOCUMENT_ID "document"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(xmlTextWriter, xmlFreeTextWriter)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(xmlBuffer, xmlBufferFree)

/* The report while it is written. */
typedef struct {
	xmlTextWriter *to;
	const Telling *telling;
	char *now;       /* the time of validation */
	char *sha256;    /* of the file, or NULL */
	GHashTable *ids; /* of certificates that were written down */
} Xml;

static void begin(Xml *xml, const char *name)
{
	xmlTextWriterStartElement(xml->to, BAD_CAST name);
}

static void end(Xml *xml)
{
	xmlTextWriterEndElement(xml->to);
}

static void put_attribute(Xml *xml, const char *name, const char *value)
{
	xmlTextWriterWriteAttribute(xml->to, BAD_CAST name, BAD_CAST value);
}

/* Characters that XML 1.0 has not are seen as what they are not (U+FFFD). */
static void put_text(Xml *xml, const char *name, const char *text)
{
	g_autofree char *shown = file_show(text);
	g_autoptr(GString) legal = g_string_new(NULL);

	for (const char *c = shown; *c != '\0'; c = g_utf8_next_char(c)) {
		gunichar character = g_utf8_get_char(c);
		g_string_append_unichar(legal, (character & 0xFFFE) == 0xFFFE ? 0xFFFD : character);
	}
	xmlTextWriterWriteElement(xml->to, BAD_CAST name, BAD_CAST legal->str);
}

static void put_reference(Xml *xml, const char *name, const char *id)
{
	begin(xml, name);
	put_attribute(xml, "VOReference", id);
	end(xml);
}

/* SHA-256 in hexadecimal, as XAdES has it. */
static void put_digest(Xml *xml, const char *sha256)
{
	guchar bytes[32] = { 0 };

	for (unsigned i = 0; i < sizeof bytes && strlen(sha256) == 2 * sizeof bytes; i++)
		bytes[i] = (guchar)(16 * g_ascii_xdigit_value(sha256[2 * i]) +
			g_ascii_xdigit_value(sha256[2 * i + 1]));
	g_autofree char *coded = g_base64_encode(bytes, sizeof bytes);
	begin(xml, "DigestAlgAndValue");
	begin(xml, "ds:DigestMethod");
	put_attribute(xml, "Algorithm", SHA256);
	end(xml);
	put_text(xml, "ds:DigestValue", coded);
	end(xml);
}

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

	begin(xml, "SignatureIdentifier");
	put_attribute(xml, "id", id);
	put_text(xml, "HashOnly", "false");
	put_text(xml, "DocHashOnly", "false");
	if (signature->field != NULL)
		put_text(xml, "DAIdentifier", signature->field);
	end(xml);
}

/* 4.2.5: without a proof the best time that is known is now. */
static void put_times(Xml *xml, const SignatureReport *signature)
{
	begin(xml, "ValidationTimeInfo");
	put_text(xml, "ValidationTime", xml->now);
	begin(xml, "BestSignatureTime");
	put_text(
		xml, "POETime", signature->proven_time != NULL ? signature->proven_time : xml->now);
	put_text(xml, "TypeOfProof", URN "poetype:validation");
	end(xml);
	end(xml);
}

static void put_document(Xml *xml)
{
	if (xml->sha256 == NULL)
		return;
	begin(xml, "SignersDocument");
	put_digest(xml, xml->sha256);
	put_reference(xml, "SignersDocumentRepresentation", DOCUMENT_ID);
	end(xml);
}

static void put_attribute_text(
	Xml *xml, const char *attribute, const char *element, const char *value)
{
	if (value == NULL)
		return;
	begin(xml, attribute);
	put_attribute(xml, "Signed", "true");
	put_text(xml, element, value);
	end(xml);
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
	begin(xml, "SignatureAttributes");
	put_attribute_text(xml, "SigningTime", "Time", signature->time);
	put_attribute_text(xml, "Reason", "ReasonElement", signature->claimed_reason);
	put_attribute_text(xml, "SignatureProductionPlace", "AddressString", signature->location);
	put_attribute_text(xml, "SubFilter", "SubFilterElement", signature->form);
	for (unsigned i = 0; i < signature->timestamps->len; i++) {
		const TimestampReport *stamp = signature->timestamps->pdata[i];
		g_autofree char *id = name_timestamp(number, i);
		if (stamp->time == NULL)
			continue;
		begin(xml, stamp->within ? "SignatureTimeStamp" : "DocTimeStamp");
		put_reference(xml, "AttributeObject", id);
		put_text(xml, "TimeStampValue", stamp->time);
		end(xml);
	}
	end(xml);
}

/* 4.2.8 */
static void put_signer(Xml *xml, const SignatureReport *signature, unsigned number)
{
	g_autofree char *id = name_certificate(signature, number, 0);

	if (signature->subject == NULL)
		return;
	begin(xml, "SignerInformation");
	put_reference(xml, "SignerCertificate", id);
	put_text(xml, "Signer", signature->subject);
	end(xml);
}

static void put_chain(Xml *xml, const SignatureReport *signature, unsigned number)
{
	unsigned count = signature->path->len;
	bool anchored = signature->trust_set != NULL && count > 1;

	begin(xml, "CertificateChain");
	for (unsigned i = 0; i < count; i++) {
		g_autofree char *id = name_certificate(signature, number, i);
		put_reference(xml,
			i == 0                               ? "SigningCertificate"
				: anchored && i == count - 1 ? "TrustAnchor"
							     : "IntermediateCertificate",
			id);
	}
	end(xml);
}

static void put_revocation(Xml *xml, const SignatureReport *signature, unsigned number)
{
	for (unsigned i = 0; i < signature->path->len; i++) {
		const CertificateReport *certificate = signature->path->pdata[i];
		g_autofree char *id = name_certificate(signature, number, i);
		if (certificate->revoked_at == NULL)
			continue;
		begin(xml, "RevocationStatusInformation");
		put_reference(xml, "ValidationObjectId", id);
		put_text(xml, "RevocationTime", certificate->revoked_at);
		end(xml);
		return;
	}
}

/* Takes the facts. */
static void put_facts(Xml *xml, GPtrArray *facts)
{
	if (facts->len > 0)
		begin(xml, "AdditionalValidationReportData");
	for (unsigned i = 0; i < facts->len; i++) {
		const Fact *fact = facts->pdata[i];
		g_autofree char *sentence = fact->label != NULL
			? g_strdup_printf("%s: %s", fact->label, fact->value)
			: g_strdup(fact->value);
		begin(xml, "ReportData");
		put_text(xml, "Type", FACT);
		put_text(xml, "Value", sentence);
		end(xml);
	}
	if (facts->len > 0)
		end(xml);
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

	put_text(xml, "MainIndication", main_indications[indication]);
	if (sub_indication != NULL)
		put_text(xml, "SubIndication", sub);
}

/* 4.2.4 */
static void put_status(Xml *xml, const SignatureReport *signature, unsigned number)
{
	begin(xml, "SignatureValidationStatus");
	put_indication(xml, signature->indication, signature->sub_indication);
	begin(xml, "AssociatedValidationReportData");
	if (signature->path->len > 0)
		put_chain(xml, signature, number);
	put_revocation(xml, signature, number);
	put_facts(xml, facts_of_signature(xml->telling->report, signature));
	end(xml);
	end(xml);
}

static void put_process(Xml *xml, const SignatureReport *signature)
{
	begin(xml, "SignatureValidationProcess");
	put_text(xml, "SignatureValidationProcessID",
		signature->proven_time != NULL ? URN "validationprocess:LTVM"
					       : URN "validationprocess:Basic");
	end(xml);
}

static void put_signature(Xml *xml, const SignatureReport *signature, unsigned number)
{
	begin(xml, "SignatureValidationReport");
	put_identifier(xml, signature, number);
	put_times(xml, signature);
	put_document(xml);
	put_attributes(xml, signature, number);
	put_signer(xml, signature, number);
	put_process(xml, signature);
	put_status(xml, signature, number);
	end(xml);
}

/* Where no signature can be told of. */
static void put_none(Xml *xml)
{
	begin(xml, "SignatureValidationReport");
	put_document(xml);
	begin(xml, "SignatureValidationStatus");
	put_indication(xml, telling_indication(xml->telling), telling_sub_indication(xml->telling));
	begin(xml, "AssociatedValidationReportData");
	put_facts(xml, facts_of_file(xml->telling));
	end(xml);
	end(xml);
	end(xml);
}

/* 4.4; exactly one of `sha256` and `said` stands for the object. */
static void put_object(
	Xml *xml, const char *id, const char *type, const char *sha256, const char *said)
{
	begin(xml, "ValidationObject");
	put_attribute(xml, "id", id);
	put_text(xml, "ObjectType", type);
	begin(xml, "ValidationObjectRepresentation");
	if (sha256 != NULL)
		put_digest(xml, sha256);
	else
		put_text(xml, "direct", said);
	end(xml);
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
		end(xml);
	}
}

static void put_timestamps(Xml *xml, const SignatureReport *signature, unsigned number)
{
	for (unsigned i = 0; i < signature->timestamps->len; i++) {
		const TimestampReport *stamp = signature->timestamps->pdata[i];
		g_autofree char *id = name_timestamp(number, i);
		put_object(xml, id, URN "validationObject:timestamp", NULL,
			stamp->authority != NULL ? stamp->authority : "");
		begin(xml, "ValidationReport");
		begin(xml, "SignatureValidationStatus");
		put_indication(xml, stamp->indication, stamp->sub_indication);
		end(xml);
		end(xml);
		end(xml);
	}
}

static void put_objects(Xml *xml)
{
	const VerifyReport *report = xml->telling->report;
	unsigned count = report != NULL ? report->signatures->len : 0;

	if (xml->sha256 == NULL)
		return;
	begin(xml, "SignatureValidationObjects");
	put_object(xml, DOCUMENT_ID, URN "validationObject:signedData", xml->sha256, NULL);
	end(xml);
	for (unsigned i = 0; i < count; i++) {
		put_certificates(xml, report->signatures->pdata[i], i + 1);
		put_timestamps(xml, report->signatures->pdata[i], i + 1);
	}
	end(xml);
}

/* 4.5 */
static void put_validator(Xml *xml)
{
	begin(xml, "SignatureValidator");
	begin(xml, "DigitalId");
	put_text(xml, "tsl:X509SubjectName", "CN=digisign " VERSION);
	end(xml);
	end(xml);
}

static void put_report(Xml *xml)
{
	const VerifyReport *report = xml->telling->report;
	unsigned count = report != NULL ? report->signatures->len : 0;

	xmlTextWriterStartDocument(xml->to, NULL, "UTF-8", NULL);
	begin(xml, "ValidationReport");
	put_attribute(xml, "xmlns", REPORT_SPACE);
	put_attribute(xml, "xmlns:ds", DIGEST_SPACE);
	put_attribute(xml, "xmlns:tsl", IDENTITY_SPACE);
	for (unsigned i = 0; i < count; i++)
		put_signature(xml, report->signatures->pdata[i], i + 1);
	if (count == 0)
		put_none(xml);
	put_objects(xml);
	put_validator(xml);
	end(xml);
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
