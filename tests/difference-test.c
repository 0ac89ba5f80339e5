/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each rule of what later revisions may change, with what it lets pass and what it does not. */
#include "signer/difference.h"
#include "tests/revised.h"

#define CATALOG(entries)                                                                           \
	"1 0 obj\n<< /Type /Catalog /Pages 2 0 R /AcroForm 6 0 R /Metadata 9 0 R " entries "\n"    \
	"/StructTreeRoot 20 0 R /DSS 23 0 R >>\nendobj\n"
#define KEPT                                                                                       \
	"/Names << /Dests << /Names [] >> >> /Outlines << /Count 0 >> /OCProperties << /D << /ON " \
	"[] >> >>"
#define WHOLE(entries) CATALOG(KEPT " /Version /1.6 " entries)
#define PAGE(rest) "3 0 obj\n<< /Type /Page /Parent 2 0 R " rest " >>\nendobj\n"
#define BOX "/MediaBox [0 0 600 800] "
#define FONT "/Resources << /Font << /F 5 0 R >> >> "
#define ANNOTS(more) "/Annots [7 0 R 8 0 R 10 0 R 45 0 R 16 0 R 25 0 R 41 0 R 42 0 R " more "] "
#define PRINT "/Contents 4 0 R "
#define NAME_FIELD(rest)                                                                           \
	"7 0 obj\n<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /P 3 0 R " rest " >>\nendobj\n"
#define PLACE "/Rect [10 10 90 30] "
#define OLD_LOOK "/AP << /N 11 0 R >> "
#define NEW_LOOK(number)                                                                           \
	number " 0 obj\n<< /Type /XObject /Subtype /Form /BBox [0 0 80 20] /Length 7 >>\n"         \
	       "stream\nq q Q Q\nendstream\nendobj\n"
#define FORM(fields, rest) "6 0 obj\n<< /Fields [" fields "] " rest " >>\nendobj\n"
#define FIELDS "7 0 R 8 0 R 16 0 R 18 0 R 25 0 R 41 0 R 42 0 R "
#define RESOURCES "/DR << /Font << /F 5 0 R >> >> "
#define FLAGS "/SigFlags 3 "
#define VALUE(number, kind)                                                                        \
	number " 0 obj\n<< /Type /Sig /SubFilter " kind                                            \
	       " /Contents <00> /ByteRange [0 0 0 0] >>\n"                                         \
	       "endobj\n"
#define MADE(contents)                                                                             \
	"31 0 obj\n<< /Type /Sig /SubFilter /ETSI.CAdES.detached /Contents <" contents             \
	"> /ByteRange [0 0 0 0] >>\nendobj\n"
#define TICK(rest, states)                                                                         \
	"41 0 obj\n<< /Type /Annot /Subtype /Widget /FT /Btn /T (tick) " rest " /P 3 0 R\n"        \
	"/Rect [100 698 120 718] /AP << /N << " states " >> >> >>\nendobj\n"
#define STATES "/Yes 43 0 R /Off 44 0 R "
#define LATER "/Rect [0 0 0 0] /V 31 0 R "
#define TEXT(place, rest)                                                                          \
	"45 0 obj\n<< /Type /Annot /Subtype /FreeText /Rect " place " " rest " >>\nendobj\n"
#define GROUPED(kids, group)                                                                       \
	FORM(FIELDS "30 0 R", FLAGS RESOURCES)                                                     \
	PAGE(BOX PRINT FONT ANNOTS("33 0 R"))                                                      \
	"30 0 obj\n<< /T (more) /Kids [" kids "] " group " >>\nendobj\n"                           \
	"33 0 obj\n<< /Type /Annot /Subtype /Widget /FT /Sig /T (one) /F 132 /P 3 0 R\n"           \
	"/Parent 30 0 R " LATER ">>\nendobj\n" MADE("01")
#define ONE_MORE FORM(FIELDS "30 0 R", FLAGS RESOURCES) PAGE(BOX PRINT FONT ANNOTS("30 0 R"))
#define SIGNATURE(rest)                                                                            \
	ONE_MORE                                                                                   \
	"30 0 obj\n<< /Type /Annot /Subtype /Widget /FT /Sig /T (more) /F 132 /P 3 0 R " rest      \
	" >>\nendobj\n"
#define SEEN(content, length, place)                                                               \
	SIGNATURE("/V 31 0 R /AP << /N 32 0 R >> /Rect " place)                                    \
	VALUE("31", "/ETSI.CAdES.detached")                                                        \
	"32 0 obj\n<< /Type /XObject /Subtype /Form /BBox [0 0 200 20] /Length " length            \
	" >>\nstream\n" content "\nendstream\nendobj\n"
#define STORE(entries) "23 0 obj\n<< " entries " >>\nendobj\n"
#define DATA(number, text) number " 0 obj\n<< /Length 4 >>\nstream\n" text "\nendstream\nendobj\n"
#define METADATA(text, length)                                                                     \
	"9 0 obj\n<< /Type /Metadata /Subtype /XML /Length " length " >>\nstream\n" text           \
	"\nendstream\nendobj\n"
#define NOTE(rest)                                                                                 \
	PAGE(BOX PRINT FONT ANNOTS("40 0 R"))                                                      \
	"40 0 obj\n<< /Type /Annot " rest " >>\nendobj\n"

/* As strict as P 1, without a certification. */
#define LOCK_ALL "/Lock << /Action /Include /Fields [] /P 1 >>"

static const struct {
	const char *title;
	unsigned level;
	const char *lock, *objects;
	Changes changes;
	const char *words;
} rows[] = {
	/* the same again */
	{ "an object written anew with the same value", 1, "", PAGE(FONT PRINT BOX ANNOTS("")),
		CHANGES_NONE, "" },
	{ "an object that is new and leads nowhere", 1, "", "50 0 obj\n(new)\nendobj\n",
		CHANGES_NONE, "" },
	{ "an object that nothing led to", 0, "", "12 0 obj\n(else)\nendobj\n", CHANGES_UNCLEAR,
		"not used" },
	{ "an unused object, not changed", 0, "", "12 0 obj\n(nobody leads here)\nendobj\n",
		CHANGES_NONE, "" },

	/* properties */
	{ "the date of a change", 1, "",
		"13 0 obj\n<< /Producer (B) /Title (T) /ModDate (D:2024) >>\nendobj\n",
		CHANGES_NONE, "" },
	{ "the title", 0, "", "13 0 obj\n<< /Producer (A) /Title (U) >>\nendobj\n",
		CHANGES_FORBIDDEN, "properties were changed (Title)" },

	/* the catalog */
	{ "a newer version", 0, LOCK_ALL, CATALOG(KEPT " /Version /2.0"), CHANGES_NONE, "" },
	{ "an older version", 0, "", CATALOG(KEPT " /Version /1.4"), CHANGES_FORBIDDEN, "lowered" },
	{ "an extension", 0, LOCK_ALL,
		WHOLE("/Extensions << /ESIC << /BaseVersion /1.7 /ExtensionLevel 2 >> >>"),
		CHANGES_NONE, "" },
	{ "an extension that is none", 0, "", WHOLE("/Extensions (all)"), CHANGES_FORBIDDEN,
		"extensions" },
	{ "names", 0, "",
		CATALOG("/Names << /JavaScript << >> >> /Outlines << /Count 0 >> /OCProperties << /D "
			"<< /ON [] >> >> /Version /1.6"),
		CHANGES_FORBIDDEN, "scripts" },
	{ "an action on opening", 3, "", WHOLE("/OpenAction << /S /JavaScript /JS (x) >>"),
		CHANGES_FORBIDDEN, "opened" },
	{ "actions", 3, "", WHOLE("/AA << >>"), CHANGES_FORBIDDEN, "action" },
	{ "attached files", 3, "", WHOLE("/AF []"), CHANGES_FORBIDDEN, "attached" },
	{ "layers", 0, "",
		CATALOG("/Names << /Dests << /Names [] >> >> /Outlines << /Count 0 >> /OCProperties << "
			"/D << /ON [] /BaseState /OFF >> >> /Version /1.6"),
		CHANGES_FORBIDDEN, "layers" },
	{ "bookmarks", 0, "",
		CATALOG("/Names << /Dests << /Names [] >> >> /Outlines << /Count 1 >> /OCProperties << "
			"/D << /ON [] >> >> /Version /1.6"),
		CHANGES_FORBIDDEN, "bookmarks" },
	{ "bookmarks that say what they are", 0, LOCK_ALL,
		CATALOG("/Names << /Dests << /Names [] >> >> /Outlines << /Type /Outlines /Count 0 >> "
			"/OCProperties << /D << /ON [] >> >> /Version /1.6"),
		CHANGES_NONE, "" },
	{ "bookmarks that say they are something else", 0, "",
		CATALOG("/Names << /Dests << /Names [] >> >> /Outlines << /Type /Pages /Count 0 >> "
			"/OCProperties << /D << /ON [] >> >> /Version /1.6"),
		CHANGES_FORBIDDEN, "bookmarks" },
	{ "page numbers", 0, "", WHOLE("/PageLabels << >>"), CHANGES_FORBIDDEN, "page numbers" },
	{ "permissions", 0, "", WHOLE("/Perms << /DocMDP 17 0 R >>"), CHANGES_FORBIDDEN,
		"permissions" },
	{ "any other entry", 0, "", WHOLE("/Collection << >>"), CHANGES_FORBIDDEN, "Collection" },

	/* metadata */
	{ "the date in the metadata", 2, "",
		METADATA("<x:a xmp:ModifyDate=\"2025-01-01\" dc:title=\"one\"/>\n", "50"),
		CHANGES_ALLOWED, "date" },
	{ "the title in the metadata", 0, "",
		METADATA("<x:a xmp:ModifyDate=\"2024-01-01\" dc:title=\"two\"/>\n", "50"),
		CHANGES_FORBIDDEN, "metadata" },

	/* validation data */
	{ "more validation data", 1, "",
		STORE("/Type /DSS /Certs [24 0 R 33 0 R] /VRI << /AB << /Cert [24 0 R 33 0 R] >> /CD << "
		      "/OCSP [34 0 R] /TU (D:2024) >> >> /OCSPs [34 0 R]") DATA("33", "more")
			DATA("34", "ocsp"),
		CHANGES_ALLOWED, "validation data were added" },
	{ "newer validation data instead", 1, "",
		STORE("/Certs [33 0 R] /VRI << /CD << >> >>") DATA("33", "more"), CHANGES_ALLOWED,
		"newer" },
	{ "fewer certificates", 0, "", STORE("/Certs [] /VRI << /AB << /Cert [24 0 R] >> >>"),
		CHANGES_FORBIDDEN, "validation data" },
	{ "no record of a signature", 0, "", STORE("/Certs [24 0 R] /VRI << >>"), CHANGES_FORBIDDEN,
		"validation data" },
	{ "a certificate that was replaced", 0, "", DATA("24", "fake"), CHANGES_FORBIDDEN,
		"validation data" },
	{ "validation data that are none", 0, "",
		STORE("/Certs [24 0 R 33 0 R] /VRI << /AB << /Cert [24 0 R] >> >>") "33 0 obj\n(text)\nendobj\n",
		CHANGES_FORBIDDEN, "validation data" },
	{ "validation data of a font", 0, "",
		STORE("/Certs [24 0 R 5 0 R] /VRI << /AB << /Cert [24 0 R] >> >>"),
		CHANGES_FORBIDDEN, "validation data" },

	/* the page */
	{ "the content", 3, "",
		"4 0 obj\n<< /Length 45 >>\nstream\nBT /F 12 Tf 100 700 Td (the price is 6) Tj ET\n"
		"endstream\nendobj\n",
		CHANGES_FORBIDDEN, "page 1: the content was replaced" },
	{ "content of another generation", 3, "", PAGE(BOX FONT ANNOTS("") "/Contents 4 1 R"),
		CHANGES_FORBIDDEN, "page 1: the content was replaced" },
	{ "a font of another generation", 3, "",
		PAGE(BOX "/Resources << /Font << /F 5 1 R >> >> " ANNOTS("") "/Contents 4 0 R"),
		CHANGES_FORBIDDEN, "page 1: fonts, images or other parts were replaced" },
	{ "more content", 3, "",
		PAGE(BOX FONT ANNOTS("") "/Contents [4 0 R 35 0 R]") DATA("35", "q  Q"),
		CHANGES_FORBIDDEN, "page 1: the content was replaced" },
	{ "a font", 3, "",
		"5 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>\nendobj\n",
		CHANGES_FORBIDDEN, "fonts" },
	{ "the size", 0, "", PAGE("/MediaBox [0 0 600 100] " PRINT FONT ANNOTS("")),
		CHANGES_FORBIDDEN, "page 1: its size" },
	{ "what is shown of the page", 0, "", PAGE(BOX PRINT FONT ANNOTS("") "/CropBox [0 0 9 9]"),
		CHANGES_FORBIDDEN, "page 1: what is shown" },
	{ "the rotation", 0, "", PAGE(BOX PRINT FONT ANNOTS("") "/Rotate 180"), CHANGES_FORBIDDEN,
		"page 1: it was turned" },
	{ "how a page is painted", 0, "", PAGE(BOX PRINT FONT ANNOTS("") "/Group << >>"),
		CHANGES_FORBIDDEN, "page 1: how it is painted" },
	{ "a unit", 0, "", PAGE(BOX PRINT FONT ANNOTS("") "/UserUnit 2"), CHANGES_FORBIDDEN,
		"page 1: its size" },
	{ "any other entry of a page", 0, "", PAGE(BOX PRINT FONT ANNOTS("") "/Thumb 5 0 R"),
		CHANGES_FORBIDDEN, "page 1: it was changed (Thumb)" },
	{ "the date of a page", 1, "", PAGE(BOX PRINT FONT ANNOTS("") "/LastModified (D:2024)"),
		CHANGES_NONE, "" },
	{ "the order of fields, as it was unsaid", 2, "",
		PAGE(BOX PRINT FONT ANNOTS("") "/Tabs /S"), CHANGES_ALLOWED, "" },
	{ "the order of fields", 2, "", PAGE(BOX PRINT FONT ANNOTS("") "/Tabs /R"),
		CHANGES_FORBIDDEN, "the order of its fields" },
	{ "a page more", 3, "",
		"2 0 obj\n<< /Type /Pages /Kids [3 0 R 36 0 R] /Count 2 >>\nendobj\n"
		"36 0 obj\n<< /Type /Page /Parent 2 0 R >>\nendobj\n",
		CHANGES_FORBIDDEN, "pages were added" },
	{ "a page instead", 3, "",
		"2 0 obj\n<< /Type /Pages /Kids [36 0 R] /Count 1 >>\nendobj\n"
		"36 0 obj\n<< /Type /Page /Parent 2 0 R >>\nendobj\n",
		CHANGES_FORBIDDEN, "pages were replaced" },

	/* annotations */
	{ "a note", 3, "", NOTE("/Subtype /Text /Rect [0 0 20 20] /Contents (hm)"), CHANGES_ALLOWED,
		"page 1: an annotation was added" },
	{ "a note where only filling in is allowed", 2, "",
		NOTE("/Subtype /Text /Rect [0 0 20 20]"), CHANGES_FORBIDDEN,
		"page 1: an annotation was added" },
	{ "a note without any certification", 0, "", NOTE("/Subtype /Text /Rect [0 0 20 20]"),
		CHANGES_FORBIDDEN, "page 1: an annotation was added" },
	{ "text that may hide text", 3, "", NOTE("/Subtype /FreeText /Rect [90 690 200 720]"),
		CHANGES_UNCLEAR, "page 1: an annotation was added" },
	{ "a stamp", 3, "", NOTE("/Subtype /Stamp /Rect [90 690 200 720]"), CHANGES_UNCLEAR, "" },
	{ "a link that runs a script", 3, "",
		NOTE("/Subtype /Link /Rect [0 0 9 9] /A << /S /JavaScript /JS (x) >>"),
		CHANGES_FORBIDDEN, "script" },
	{ "a widget of no field", 3, "", NOTE("/Subtype /Widget /Rect [90 690 200 720]"),
		CHANGES_FORBIDDEN, "belongs to no form field" },
	{ "an annotation that is gone", 3, "",
		PAGE(BOX PRINT FONT "/Annots [7 0 R 8 0 R 45 0 R 16 0 R 25 0 R 41 0 R 42 0 R]"),
		CHANGES_ALLOWED, "page 1: an annotation was removed" },
	{ "an annotation that is gone where it may not", 2, "",
		PAGE(BOX PRINT FONT "/Annots [7 0 R 8 0 R 45 0 R 16 0 R 25 0 R 41 0 R 42 0 R]"),
		CHANGES_FORBIDDEN, "page 1: an annotation was removed" },
	{ "an annotation that moved", 3, "",
		"10 0 obj\n<< /Type /Annot /Subtype /Link /Rect [3 3 9 9] /Border [0 0 0] >>\nendobj\n",
		CHANGES_ALLOWED, "page 1: an annotation was changed" },
	{ "an annotation that moved where it may not", 0, "",
		"10 0 obj\n<< /Type /Annot /Subtype /Link /Rect [3 3 9 9] /Border [0 0 0] >>\nendobj\n",
		CHANGES_FORBIDDEN, "page 1: an annotation was changed" },
	{ "a note that says something else at its place", 3, "",
		TEXT("[90 690 300 715]", "/Contents (read) /AP << /N 37 0 R >>") NEW_LOOK("37"),
		CHANGES_ALLOWED, "page 1: an annotation was changed" },
	{ "a note that says something else where it may not", 2, "",
		TEXT("[90 690 300 715]", "/Contents (read) /AP << /N 37 0 R >>") NEW_LOOK("37"),
		CHANGES_FORBIDDEN, "page 1: an annotation was changed" },
	{ "a note that becomes solid", 3, "",
		TEXT("[90 690 300 715]", "/Contents (read) /AP << /N 43 0 R >>"), CHANGES_UNCLEAR,
		"page 1: an annotation was changed" },
	{ "a note that moved", 3, "",
		TEXT("[90 90 300 115]", "/Contents (seen) /AP << /N 44 0 R >>"), CHANGES_UNCLEAR,
		"page 1: an annotation was changed" },
	{ "a note without its appearance", 3, "", TEXT("[90 690 300 715]", "/Contents (seen)"),
		CHANGES_UNCLEAR, "page 1: an annotation was changed" },
	{ "a signature that is not shown any more", 3, "",
		PAGE(BOX PRINT FONT "/Annots [7 0 R 8 0 R 10 0 R 45 0 R 25 0 R 41 0 R 42 0 R]"),
		CHANGES_FORBIDDEN, "no longer shown" },
	{ "the order of annotations", 3, "",
		PAGE(BOX PRINT FONT
			"/Annots [8 0 R 7 0 R 10 0 R 45 0 R 16 0 R 25 0 R 41 0 R 42 0 R]"),
		CHANGES_FORBIDDEN, "" },

	/* form values */
	{ "a value with its appearance", 0, "",
		NAME_FIELD(PLACE "/V (new) /AP << /N 37 0 R >>") NEW_LOOK("37"), CHANGES_ALLOWED,
		"form field “name”: the value was changed" },
	{ "a value whose appearance is replaced where it stands", 2, "",
		NAME_FIELD(PLACE OLD_LOOK "/V (new) /M (D:2024)") NEW_LOOK("11"), CHANGES_ALLOWED,
		"form field “name”: the value was changed" },
	{ "a value where nothing is allowed", 1, "",
		NAME_FIELD(PLACE "/V (new) /AP << /N 37 0 R >>") NEW_LOOK("37"), CHANGES_FORBIDDEN,
		"form field “name”: the value was changed" },
	{ "a value that is locked", 0, "/Lock << /Action /Include /Fields [(name)] >>",
		NAME_FIELD(PLACE OLD_LOOK "/V (new)") NEW_LOOK("11"), CHANGES_FORBIDDEN, "“name”" },
	{ "a value that another lock names", 0, "/Lock << /Action /Include /Fields [(nam)] >>",
		NAME_FIELD(PLACE OLD_LOOK "/V (new)") NEW_LOOK("11"), CHANGES_ALLOWED, "“name”" },
	{ "a value that all are locked with", 0, "/Lock << /Action /All >>",
		NAME_FIELD(PLACE OLD_LOOK "/V (new)") NEW_LOOK("11"), CHANGES_FORBIDDEN, "“name”" },
	{ "a value that the lock leaves out", 0, "/Lock << /Action /Exclude /Fields [(name)] >>",
		NAME_FIELD(PLACE OLD_LOOK "/V (new)") NEW_LOOK("11"), CHANGES_ALLOWED, "“name”" },
	{ "a value that the lock does not leave out", 0,
		"/Lock << /Action /Exclude /Fields [(other)] >>",
		NAME_FIELD(PLACE OLD_LOOK "/V (new)") NEW_LOOK("11"), CHANGES_FORBIDDEN, "“name”" },
	{ "a value under a lock of the whole document", 0, LOCK_ALL,
		NAME_FIELD(PLACE OLD_LOOK "/V (new)") NEW_LOOK("11"), CHANGES_FORBIDDEN, "“name”" },
	{ "a value that is read-only", 0, "",
		"18 0 obj\n<< /FT /Tx /T (fixed) /Ff 1 /V (y) /Kids [19 0 R] >>\nendobj\n",
		CHANGES_FORBIDDEN, "read-only" },
	{ "an appearance without its value", 0, "",
		NAME_FIELD(PLACE "/V (old) /AP << /N 37 0 R >>") NEW_LOOK("37"), CHANGES_UNCLEAR,
		"what is shown of it" },
	{ "an appearance that is gone", 0, "", NAME_FIELD(PLACE "/V (new)"), CHANGES_FORBIDDEN,
		"what is shown of it" },
	{ "an appearance with a font that was changed", 0, "",
		NAME_FIELD(PLACE
			"/V (new) /AP << /N 37 0 R >>") "37 0 obj\n<< /Type /XObject /Subtype /Form /BBox [0 0 80 20] /Resources << /Font << /F 12 "
							"0 R >> >> /Length 3 >>\nstream\nq Q\nendstream\nendobj\n12 0 obj\n(font)\nendobj\n",
		CHANGES_FORBIDDEN, "“name”" },
	{ "a value that may show what was hidden", 0, "",
		"25 0 obj\n<< /Type /Annot /Subtype /Widget /FT /Tx /T (cover) /P 3 0 R\n"
		"/Rect [90 690 300 715] /MK << /BG [1 1 1] >> >>\nendobj\n",
		CHANGES_UNCLEAR, "page 1: a form field may hide" },
	{ "a value with the old appearance", 2, "", NAME_FIELD(PLACE OLD_LOOK "/V (new)"),
		CHANGES_UNCLEAR, "“name”: its value was changed, but not what is shown" },
	{ "a box that is ticked", 2, "", TICK("/V /Yes /AS /Yes", STATES), CHANGES_ALLOWED,
		"form field “tick”: the value was changed" },
	{ "a box that is ticked and seems empty", 2, "", TICK("/V /Yes /AS /Off", STATES),
		CHANGES_UNCLEAR, "“tick”: its value was changed, but not" },
	{ "a box that is ticked with another mark", 2, "",
		TICK("/V /Yes /AS /Yes", "/Yes 37 0 R /Off 44 0 R") NEW_LOOK("37"), CHANGES_UNCLEAR,
		"“tick”: what is shown of it" },
	{ "a box that is ticked with a mark drawn anew", 2, "",
		TICK("/V /Yes /AS /Yes", STATES) NEW_LOOK("43"), CHANGES_UNCLEAR,
		"“tick”: what is shown of it" },
	{ "a box with one more state", 2, "",
		TICK("/V /New /AS /New", STATES "/New 37 0 R") NEW_LOOK("37"), CHANGES_UNCLEAR,
		"“tick”: what is shown of it" },
	{ "a box with a state that is none", 2, "", TICK("/V /New /AS /New", STATES),
		CHANGES_UNCLEAR, "“tick”: what is shown of it" },
	{ "a large box that hides text when it is ticked", 2, "",
		"42 0 obj\n<< /Type /Annot /Subtype /Widget /FT /Btn /T (large) /V /Yes /AS /Yes\n"
		"/P 3 0 R /Rect [90 690 300 715] /AP << /N << " STATES ">> >> >>\nendobj\n",
		CHANGES_UNCLEAR, "page 1: a form field may hide" },
	{ "a field that moved", 3, "", NAME_FIELD("/Rect [100 700 200 720] " OLD_LOOK "/V (old)"),
		CHANGES_FORBIDDEN, "“name”: it was moved" },
	{ "a field of another name", 3, "",
		"7 0 obj\n<< /Type /Annot /Subtype /Widget /FT /Tx /T (else) /P 3 0 R " PLACE
			OLD_LOOK "/V (old) >>\nendobj\n",
		CHANGES_FORBIDDEN, "“name”: it was renamed" },
	{ "a field of another kind", 3, "",
		"7 0 obj\n<< /Type /Annot /Subtype /Widget /FT /Btn /T (name) /P 3 0 R " PLACE
			OLD_LOOK "/V (old) >>\nendobj\n",
		CHANGES_FORBIDDEN, "another kind" },
	{ "a field with other properties", 3, "", NAME_FIELD(PLACE OLD_LOOK "/V (old) /Ff 4096"),
		CHANGES_FORBIDDEN, "properties" },
	{ "a field that is hidden", 3, "", NAME_FIELD(PLACE OLD_LOOK "/V (old) /F 2"),
		CHANGES_FORBIDDEN, "“name”" },
	{ "a field with an action", 3, "", NAME_FIELD(PLACE OLD_LOOK "/V (old) /AA << >>"),
		CHANGES_FORBIDDEN, "action" },
	{ "a field that is no longer shown", 3, "",
		"7 0 obj\n<< /FT /Tx /T (name) /V (old) >>\nendobj\n" PAGE(
			BOX PRINT FONT "/Annots [8 0 R 10 0 R 45 0 R 16 0 R 25 0 R 41 0 R 42 0 R]"),
		CHANGES_ALLOWED, "no longer shown" },
	{ "a field that is gone", 3, "",
		FORM("8 0 R 16 0 R 18 0 R 25 0 R 41 0 R 42 0 R", FLAGS RESOURCES),
		CHANGES_FORBIDDEN, "form field “name” was removed" },
	{ "kids that are none", 3, "", NAME_FIELD(PLACE OLD_LOOK "/V (old) /Kids /None"),
		CHANGES_FORBIDDEN, "“name”" },

	/* the form */
	{ "a field more", 3, "",
		ONE_MORE
		"30 0 obj\n<< /Type /Annot /Subtype /Widget /FT /Tx /T (more) /Rect [0 0 9 9] >>\n"
		"endobj\n",
		CHANGES_FORBIDDEN, "form field “more” was added" },
	{ "flags that say more", 1, "", FORM(FIELDS, "/SigFlags 7 " RESOURCES), CHANGES_NONE, "" },
	{ "flags that say less", 0, "", FORM(FIELDS, "/SigFlags 1 " RESOURCES), CHANGES_FORBIDDEN,
		"says that it is signed" },
	{ "appearances to be made anew", 3, "",
		FORM(FIELDS, FLAGS RESOURCES "/NeedAppearances true"), CHANGES_FORBIDDEN, "anew" },
	{ "appearances not to be made anew, as it was unsaid", 1, "",
		FORM(FIELDS, FLAGS RESOURCES "/NeedAppearances false"), CHANGES_NONE, "" },
	{ "an XFA form", 3, "", FORM(FIELDS, FLAGS RESOURCES "/XFA (x)"), CHANGES_FORBIDDEN,
		"XFA" },
	{ "an order of calculation", 3, "", FORM(FIELDS, FLAGS RESOURCES "/CO [7 0 R]"),
		CHANGES_FORBIDDEN, "calculation" },
	{ "a font more for the form", 2, "",
		FORM(FIELDS,
			FLAGS
			"/DR << /Font << /F 5 0 R /G 38 0 R >> >>") "38 0 obj\n<< /Type /Font >>\nendobj\n",
		CHANGES_NONE, "" },
	{ "another font for the form", 3, "",
		FORM(FIELDS,
			FLAGS
			"/DR << /Font << /F 38 0 R >> >>") "38 0 obj\n<< /Type /Font >>\nendobj\n",
		CHANGES_FORBIDDEN, "fonts of the form" },
	{ "a form of signatures alone", 3, "", WHOLE("") FORM("16 0 R", FLAGS), CHANGES_FORBIDDEN,
		"was removed" },

	/* signatures */
	{ "a second signature", 0, "",
		SIGNATURE("/Rect [0 0 0 0] /V 31 0 R") VALUE("31", "/ETSI.CAdES.detached"),
		CHANGES_ALLOWED, "signature “more” was added" },
	{ "a second signature where filling in is allowed", 2, "",
		SIGNATURE("/Rect [0 0 0 0] /V 31 0 R") VALUE("31", "/ETSI.CAdES.detached"),
		CHANGES_ALLOWED, "signature “more” was added" },
	{ "a second signature where nothing is allowed", 1, "",
		SIGNATURE("/Rect [0 0 0 0] /V 31 0 R") VALUE("31", "/ETSI.CAdES.detached"),
		CHANGES_FORBIDDEN, "signature “more” was added" },
	{ "a document time-stamp where nothing is allowed", 1, "",
		SIGNATURE("/Rect [0 0 0 0] /V 31 0 R") VALUE("31", "/ETSI.RFC3161"),
		CHANGES_ALLOWED, "document time-stamp “more” was added" },
	{ "a signature in a group of its own", 2, "", GROUPED("33 0 R", ""), CHANGES_ALLOWED,
		"signature “more.one” was added" },
	{ "a signature in a group that has a value", 2, "", GROUPED("33 0 R", "/V (x)"),
		CHANGES_FORBIDDEN, "form field “more” was added" },
	{ "a signature in a group with an action", 2, "", GROUPED("33 0 R", "/AA << >>"),
		CHANGES_FORBIDDEN, "script" },
	{ "a signature in a group with an old field", 2, "", GROUPED("33 0 R 7 0 R", ""),
		CHANGES_FORBIDDEN, "form field “more” was added" },
	{ "an empty group", 2, "", GROUPED("", ""), CHANGES_FORBIDDEN,
		"form field “more” was added" },
	{ "an empty signature field", 0, "", SIGNATURE("/Rect [0 0 0 0]"), CHANGES_ALLOWED,
		"empty signature field" },
	{ "a signature in the field that was left for it", 2, "",
		"8 0 obj\n<< /Type /Annot /Subtype /Widget /FT /Sig /T (empty) /F 132 /P 3 0 R\n"
		"/Rect [100 10 190 30] /V 31 0 R /AP << /N 37 0 R >> >>\nendobj\n" NEW_LOOK("37")
			VALUE("31", "/ETSI.CAdES.detached"),
		CHANGES_ALLOWED, "signature field “empty” was signed" },
	{ "what programs add to the field that they sign", 2, "",
		"8 0 obj\n<< /Type /Annot /Subtype /Widget /FT /Sig /T (empty) /F 132 /P 3 0 R /MK << >>\n"
		"/Rect [100 10 190 30] /V 31 0 R >>\nendobj\n" VALUE("31", "/ETSI.CAdES.detached"),
		CHANGES_ALLOWED, "signature field “empty” was signed" },
	{ "the same, and it is not signed", 2, "",
		"8 0 obj\n<< /Type /Annot /Subtype /Widget /FT /Sig /T (empty) /F 4 /P 3 0 R /MK << >>\n"
		"/Rect [100 10 190 30] >>\nendobj\n",
		CHANGES_FORBIDDEN, "“empty”: it was changed (MK)" },
	{ "a signature in a field that is locked", 2, "/Lock << /Action /All >>",
		"8 0 obj\n<< /Type /Annot /Subtype /Widget /FT /Sig /T (empty) /F 4 /P 3 0 R\n"
		"/Rect [100 10 190 30] /V 31 0 R >>\nendobj\n" VALUE("31", "/ETSI.CAdES.detached"),
		CHANGES_FORBIDDEN, "signature field “empty” was signed" },
	{ "a signature that shows its field", 0, "",
		"8 0 obj\n<< /Type /Annot /Subtype /Widget /FT /Sig /T (empty) /F 2 /P 3 0 R\n"
		"/Rect [100 10 190 30] /V 31 0 R >>\nendobj\n" VALUE("31", "/ETSI.CAdES.detached"),
		CHANGES_FORBIDDEN, "“empty”" },
	{ "a signature of the same name", 0, "",
		ONE_MORE
		"30 0 obj\n<< /Type /Annot /Subtype /Widget /FT /Sig /T (signed) /F 132 /Rect [0 0 "
		"0 0] /V 31 0 R >>\nendobj\n" VALUE("31", "/ETSI.CAdES.detached"),
		CHANGES_UNCLEAR, "signature “signed” was added" },
	{ "a signature that was there, in a new field", 0, "",
		SIGNATURE("/Rect [0 0 0 0] /V 17 0 R"), CHANGES_UNCLEAR,
		"signature “more” was added" },
	{ "another widget of the signature", 0, "",
		"16 0 obj\n<< /Type /Annot /Subtype /Widget /FT /Sig /T (signed) /F 132 /P 3 0 R\n"
		"/Rect [0 0 0 0] /V 17 0 R /Kids [30 0 R] >>\nendobj\n"
		"30 0 obj\n<< /Type /Annot /Subtype /Widget /Parent 16 0 R /Rect [0 0 0 0] >>\nendobj\n",
		CHANGES_FORBIDDEN, "form field “signed” was added" },
	{ "a signature with an action", 0, "",
		SIGNATURE("/Rect [0 0 0 0] /V 31 0 R /AA << >>")
			VALUE("31", "/ETSI.CAdES.detached"),
		CHANGES_FORBIDDEN, "script" },
	{ "the signature's field without it", 3, "",
		"16 0 obj\n<< /Type /Annot /Subtype /Widget /FT /Sig /T (signed) /F 132 /P 3 0 R\n"
		"/Rect [0 0 0 0] >>\nendobj\n",
		CHANGES_FORBIDDEN, "signature “signed” was removed" },

	/* what is seen of a signature */
	{ "a signature beside the text", 0, "",
		SEEN("1 1 1 rg 0 0 200 20 re f", "24", "[100 600 300 620]"), CHANGES_ALLOWED, "" },
	{ "a solid signature over the text", 0, "",
		SEEN("1 1 1 rg 0 0 200 20 re f", "24", "[90 695 300 715]"), CHANGES_UNCLEAR,
		"page 1: a new signature may hide" },
	{ "a signature over the text that lets it be seen", 0, "",
		SEEN("0 0 m 200 20 l S BT ET  ", "24", "[90 695 300 715]"), CHANGES_ALLOWED, "" },
	{ "a signature with a thick line over the text", 0, "",
		SEEN("20 w 0 10 m 200 10 l S  ", "24", "[90 695 300 715]"), CHANGES_UNCLEAR,
		"page 1: a new signature may hide" },
	{ "a signature through which all is seen", 0, "",
		SEEN("/G gs 0 0 200 20 re f   ",
			"24 /Resources << /ExtGState << /G << /ca 0.2 >> >> >>",
			"[90 695 300 715]"),
		CHANGES_ALLOWED, "" },
	{ "a solid signature over a field", 0, "",
		SEEN("1 1 1 rg 0 0 200 20 re f", "24", "[5 5 100 40]"), CHANGES_UNCLEAR,
		"may hide" },
	{ "a signature that is seen on a certified page", 2, "",
		SEEN("1 1 1 rg 0 0 200 20 re f", "24", "[100 600 300 620]"), CHANGES_UNCLEAR,
		"signature “more” was added" },
	{ "an empty field that is seen", 0, "",
		SIGNATURE("/AP << /N 37 0 R >> /Rect [100 600 300 620]") NEW_LOOK("37"),
		CHANGES_UNCLEAR, "empty signature field" },

	/* tags */
	{ "a tag for a new field", 2, "",
		SIGNATURE("/Rect [0 0 0 0] /V 31 0 R /StructParent 1") VALUE("31",
			"/ETSI.CAdES.detached") "20 0 obj\n<< /Type /StructTreeRoot /K [21 0 R 39 0 R] /ParentTree 22 0 R /ParentTreeNextKey "
						"2 >>\nendobj\n"
						"22 0 obj\n<< /Nums [0 [21 0 R] 1 39 0 R] >>\nendobj\n"
						"39 0 obj\n<< /Type /StructElem /S /Form /P 20 0 R /K << /Type /OBJR /Obj 30 0 R >> >>\n"
						"endobj\n",
		CHANGES_ALLOWED, "tags" },
	{ "another text for the content", 3, "",
		"21 0 obj\n<< /Type /StructElem /S /P /P 20 0 R /K [0] /ActualText (six) >>\nendobj\n",
		CHANGES_FORBIDDEN, "structure" },
	{ "a new tag of old content", 3, "",
		"20 0 obj\n<< /Type /StructTreeRoot /K [21 0 R 39 0 R] /ParentTree 22 0 R >>\nendobj\n"
		"39 0 obj\n<< /Type /StructElem /S /P /P 20 0 R /K [0] >>\nendobj\n",
		CHANGES_FORBIDDEN, "structure" },
	{ "a tag that is gone", 3, "",
		"20 0 obj\n<< /Type /StructTreeRoot /K [] /ParentTree 22 0 R >>\nendobj\n",
		CHANGES_FORBIDDEN, "structure" },
};

static void test_row(gconstpointer data)
{
	const typeof(rows[0]) *row = data;
	g_autoptr(Revised) revised = revised_new(row->level, row->lock);

	revised_append(revised, row->objects);
	g_autoptr(SignatureReport) report = revised_judge(revised);
	revised_assert(report, row->changes, row->words);
}

static void test_one_revision(void)
{
	for (unsigned level = 0; level <= 3; level++) {
		g_autoptr(Revised) revised = revised_new(level, "");
		g_autoptr(SignatureReport) report = revised_judge(revised);
		revised_assert(report, CHANGES_NONE, "");
		g_assert_cmpuint(report->revision, ==, 1);
		g_assert_cmpuint(report->permissions, ==, level);
		g_assert_cmpint(report->kind, ==,
			level == 0 ? SIGNATURE_APPROVAL : SIGNATURE_CERTIFICATION);
	}
}

/* What a later revision takes back was still done: the one between is compared too. */
static void test_between(void)
{
	g_autoptr(Revised) revised = revised_new(0, "");

	revised_append(revised, PAGE(BOX PRINT FONT ANNOTS("") "/Rotate 90"));
	revised_append(revised, PAGE(BOX PRINT FONT ANNOTS("")));
	g_autoptr(SignatureReport) report = revised_judge(revised);
	revised_assert(report, CHANGES_FORBIDDEN, "page 1: it was turned");
	g_assert_cmpuint(((Change *)report->changed->pdata[0])->revision, ==, 2);
}

/* Where viewers draw the fields by their values, an old appearance does not matter. */
static void test_drawn_anew(void)
{
	static const char old[] = "/DR << /Font << /F 5 0 R >> >>",
			  new[] = "/NeedAppearances true         ";
	g_autoptr(Revised) revised = revised_new(2, "");

	G_STATIC_ASSERT(sizeof old == sizeof new);
	memcpy(strstr(revised->pdf->str, old), new, strlen(new));
	revised_append(revised, NAME_FIELD(PLACE OLD_LOOK "/V (new)"));
	g_autoptr(SignatureReport) report = revised_judge(revised);
	revised_assert(report, CHANGES_ALLOWED, "form field “name”: the value was changed");
}

/* A signature that came after the one that is judged, and what became of it then. */
static const struct {
	const char *title, *first, *second;
	Changes changes;
	const char *words;
	bool doubtful;
} losses[] = {
	{ "a later signature that stays", SIGNATURE(LATER) MADE("01"), "50 0 obj\n(new)\nendobj\n",
		CHANGES_ALLOWED, "signature “more” was added", false },
	{ "a later signature whose field was emptied", SIGNATURE(LATER) MADE("01"),
		SIGNATURE("/Rect [0 0 0 0]"), CHANGES_FORBIDDEN, "signature “more” was removed",
		true },
	{ "a later signature whose field is gone", SIGNATURE(LATER) MADE("01"),
		FORM(FIELDS, FLAGS RESOURCES), CHANGES_FORBIDDEN, "signature “more” was removed",
		true },
	{ "a later signature in place of which another stands", SIGNATURE(LATER) MADE("01"),
		MADE("02"), CHANGES_FORBIDDEN, "signature “more” was removed", true },
	{ "a later signature that was not made yet", SIGNATURE(LATER) MADE("00"),
		SIGNATURE("/Rect [0 0 0 0]"), CHANGES_ALLOWED, "", false },
	{ "a later signature whose appearance is gone",
		SIGNATURE(LATER "/AP << /N 37 0 R >>") MADE("01") NEW_LOOK("37"),
		SIGNATURE(LATER "/AP null"), CHANGES_FORBIDDEN,
		"signature “more” is no longer shown", false },
};

static void test_loss(gconstpointer data)
{
	const typeof(losses[0]) *row = data;
	g_autoptr(Revised) revised = revised_new(0, "");

	revised_append(revised, row->first);
	revised_append(revised, row->second);
	g_autofree char *doubt = NULL;
	g_autoptr(SignatureReport) report = revised_judge_file(revised, &doubt);
	revised_assert(report, row->changes, row->words);
	g_assert_cmpint(doubt != NULL, ==, row->doubtful);
	g_assert_true(doubt == NULL || strstr(doubt, "“more” was removed in revision 3") != NULL);
}

/* What cannot be compared for want of time is never passed over. */
static void test_limit(void)
{
	g_autoptr(Revised) revised = revised_new(0, "");
	g_autoptr(GPtrArray) findings =
		g_ptr_array_new_with_free_func((GDestroyNotify)finding_free);
	size_t left = 50;

	revised_append(revised, PAGE(BOX PRINT FONT ANNOTS("")));
	g_autoptr(GBytes) bytes = g_bytes_new(revised->pdf->str, revised->pdf->len);
	g_autoptr(PdfFile) document =
		pdf_file_open_bytes(bytes, "revised", &(PdfOpening) { .repair = true }, NULL);
	Bytes file = { document->data, document->size };
	g_autoptr(Revisions) revisions = revisions_read(file);
	g_autoptr(Objects) objects = objects_new(document, revisions);
	for (unsigned i = 0; i < 2; i++) {
		difference_find(objects, 1, 2, &left, findings);
		g_assert_cmpuint(left, ==, 0);
		g_assert_cmpuint(findings->len, ==, 1);
		g_assert_true(((Finding *)findings->pdata[0])->unclear);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strconcat("/difference/", rows[i].title, NULL);
		g_test_add_data_func(path, &rows[i], test_row);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(losses); i++) {
		g_autofree char *path = g_strconcat("/difference/", losses[i].title, NULL);
		g_test_add_data_func(path, &losses[i], test_loss);
	}
	g_test_add_func("/difference/nothing in a file of one revision", test_one_revision);
	g_test_add_func("/difference/a value where viewers draw it anew", test_drawn_anew);
	g_test_add_func("/difference/what was taken back", test_between);
	g_test_add_func("/difference/more than can be compared", test_limit);
	return g_test_run();
}
