/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The code lies in [code, code + interval), which is kept from 0x8000 to 0x10000 wide by doubling
 * both. The lower part, of the size that the context estimates, is the less probable bit's, the
 * upper part the other's; they change places when the lower is the larger (E.1.2). Above the 16
 * bits of the interval, `code` holds up to 12 more: the byte to be written next and a carry. The
 * carry runs into the byte written last and no further, for behind 0xFF only seven bits are
 * written, below a zero.
 */
#include "pipeline/jbig2_mq.h"

/* Table E.1 */
const MqEstimate mq_estimates[47] = {
	{ 0x5601, 1, 1, 1 },
	{ 0x3401, 2, 6, 0 },
	{ 0x1801, 3, 9, 0 },
	{ 0x0ac1, 4, 12, 0 },
	{ 0x0521, 5, 29, 0 },
	{ 0x0221, 38, 33, 0 },
	{ 0x5601, 7, 6, 1 },
	{ 0x5401, 8, 14, 0 },
	{ 0x4801, 9, 14, 0 },
	{ 0x3801, 10, 14, 0 },
	{ 0x3001, 11, 17, 0 },
	{ 0x2401, 12, 18, 0 },
	{ 0x1c01, 13, 20, 0 },
	{ 0x1601, 29, 21, 0 },
	{ 0x5601, 15, 14, 1 },
	{ 0x5401, 16, 14, 0 },
	{ 0x5101, 17, 15, 0 },
	{ 0x4801, 18, 16, 0 },
	{ 0x3801, 19, 17, 0 },
	{ 0x3401, 20, 18, 0 },
	{ 0x3001, 21, 19, 0 },
	{ 0x2801, 22, 19, 0 },
	{ 0x2401, 23, 20, 0 },
	{ 0x2201, 24, 21, 0 },
	{ 0x1c01, 25, 22, 0 },
	{ 0x1801, 26, 23, 0 },
	{ 0x1601, 27, 24, 0 },
	{ 0x1401, 28, 25, 0 },
	{ 0x1201, 29, 26, 0 },
	{ 0x1101, 30, 27, 0 },
	{ 0x0ac1, 31, 28, 0 },
	{ 0x09c1, 32, 29, 0 },
	{ 0x08a1, 33, 30, 0 },
	{ 0x0521, 34, 31, 0 },
	{ 0x0441, 35, 32, 0 },
	{ 0x02a1, 36, 33, 0 },
	{ 0x0221, 37, 34, 0 },
	{ 0x0141, 38, 35, 0 },
	{ 0x0111, 39, 36, 0 },
	{ 0x0085, 40, 37, 0 },
	{ 0x0049, 41, 38, 0 },
	{ 0x0025, 42, 39, 0 },
	{ 0x0015, 43, 40, 0 },
	{ 0x0009, 44, 41, 0 },
	{ 0x0005, 45, 42, 0 },
	{ 0x0001, 45, 43, 0 },
	{ 0x5601, 46, 46, 0 },
};

static guint8 *last_byte(MqEncoder *mq)
{
	return &mq->out->data[mq->out->len - 1];
}

/* E.2.8, INITENC */
MqEncoder mq_begin(GByteArray *out)
{
	MqEncoder mq = { .interval = 0x8000, .shifts = 12, .out = out };

	/* the first twelve bits hold no carry, so that what stands before stays as it is */
	g_assert(out->len > 0 && *last_byte(&mq) != 0xff);
	return mq;
}

/* E.2.7, BYTEOUT */
static void put_byte(MqEncoder *mq)
{
	if (*last_byte(mq) != 0xff && mq->code >= 1 << 27) {
		++*last_byte(mq);
		mq->code &= (1 << 27) - 1;
	}
	mq->shifts = *last_byte(mq) == 0xff ? 7 : 8;
	guint8 byte = (guint8)(mq->code >> (27 - mq->shifts));
	mq->code &= (1U << (27 - mq->shifts)) - 1;
	g_byte_array_append(mq->out, &byte, 1);
}

/* E.2.6, RENORME, all shifts up to the next byte at once */
static void renormalize(MqEncoder *mq)
{
	do {
		unsigned shifts = MIN((unsigned)__builtin_clz(mq->interval) - 16, mq->shifts);
		mq->interval <<= shifts;
		mq->code <<= shifts;
		mq->shifts -= shifts;
		if (mq->shifts == 0)
			put_byte(mq);
	} while (mq->interval < 0x8000);
}

/* E.2.4, CODEMPS and CODELPS */
void mq_adapt(MqEncoder *mq, MqContext *context, unsigned bit)
{
	const MqEstimate *estimate = &mq_estimates[*context >> 1];
	unsigned more = *context & 1;

	if ((bit == more) == (mq->interval < estimate->size))
		mq->interval = estimate->size;
	else
		mq->code += estimate->size;
	if (bit == more)
		*context = (MqContext)(estimate->after_more << 1 | more);
	else
		*context = (MqContext)(estimate->after_less << 1 | (more ^ estimate->turns));
	renormalize(mq);
}

/* E.2.9, FLUSH. A decoder reads ones behind the marker and could do without the last bytes; none is
 * left out, because PDFium refuses a picture that reads there more than twice. */
void mq_finish(MqEncoder *mq)
{
	static const guint8 marker[] = { 0xff, 0xac };
	guint32 end = mq->code + mq->interval;

	/* as many ones at the end as stay within the interval */
	mq->code |= 0xffff;
	if (mq->code >= end)
		mq->code -= 0x8000;
	for (unsigned i = 0; i < 2; i++) {
		mq->code <<= mq->shifts;
		put_byte(mq);
	}
	unsigned given = *last_byte(mq) == 0xff ? 1 : 0;
	g_byte_array_append(mq->out, marker + given, sizeof marker - given);
}
