/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The arithmetic encoder of JBIG2 (ITU-T T.88, annex E), known as the MQ coder. Each bit is coded
 * in a context, which learns how probable a one is there:
 *
 *	mq_begin → mq_encode*, mq_encode_run* → mq_finish
 *
 * What is inline here is what most pixels of a page cost; the rest is in jbig2_mq.c.
 */
#ifndef PIPELINE_JBIG2_MQ_H
#define PIPELINE_JBIG2_MQ_H

#include <glib.h>
#include <stdbool.h>

/* A row of mq_estimates and, in the lowest bit, the bit that is the more probable one there.
 * A new context is 0. */
typedef guint8 MqContext;

/* A row of table E.1 */
typedef struct {
	guint16 size;                  /* Qe: of the less probable bit's part of the interval */
	guint8 after_more, after_less; /* NMPS, NLPS: the rows that follow */
	guint8 turns;                  /* SWITCH: the less probable bit becomes the other */
} MqEstimate;

extern const MqEstimate mq_estimates[47];

/* The registers of E.2: A, C and CT. What has been written ends `out`. */
typedef struct {
	guint32 interval, code;
	unsigned shifts;
	GByteArray *out;
} MqEncoder;

/* Begins behind what is in `out` (borrowed), which must not be empty nor end in 0xFF. */
MqEncoder mq_begin(GByteArray *out);

/* Writes what is still held, and the marker 0xFF 0xAC. */
void mq_finish(MqEncoder *mq);

/* What mq_encode() leaves to be done for a bit that changes its context. */
void mq_adapt(MqEncoder *mq, MqContext *context, unsigned bit);

/* Codes one bit. */
static inline void mq_encode(MqEncoder *mq, MqContext *context, unsigned bit)
{
	guint32 size = mq_estimates[*context >> 1].size;

	mq->interval -= size;
	if (bit == (*context & 1) && mq->interval >= 0x8000)
		mq->code += size;
	else
		mq_adapt(mq, context, bit);
}

/* Codes one bit `count` times (at most 64) in the same context: one step once it is probable. */
static inline void mq_encode_run(MqEncoder *mq, MqContext *context, unsigned bit, unsigned count)
{
	guint32 size = count * mq_estimates[*context >> 1].size;

	if (bit == (*context & 1) && mq->interval >= 0x8000 + size) {
		mq->interval -= size;
		mq->code += size;
	} else {
		for (; count > 0; count--)
			mq_encode(mq, context, bit);
	}
}

#endif
