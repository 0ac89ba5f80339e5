# SPDX-License-Identifier: GPL-3.0-or-later
# For shell tests: a PDF to sign.

# put_pdf FILE [CATALOG [PAGE [OBJECTS]]]: one page "Hello", with more in its dictionaries
put_pdf() {
	cat >"$1.raw" <<END
%PDF-1.7
1 0 obj
<< /Type /Catalog /Pages 2 0 R ${2:-} >>
endobj
2 0 obj
<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 595 842] >>
endobj
3 0 obj
<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> ${3:-} >>
endobj
4 0 obj
<< /Length 37 >>
stream
BT /F1 24 Tf 72 700 Td (Hello) Tj ET 
endstream
endobj
5 0 obj
<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>
endobj
${4:-}
trailer
<< /Size 9 /Root 1 0 R >>
END
	qpdf --static-id "$1.raw" "$1" 2>/dev/null || [ $? -eq 3 ]
}
