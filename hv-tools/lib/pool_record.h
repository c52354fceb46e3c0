/* SPDX-License-Identifier: GPL-2.0-only */
/* One record as it stands in a pool's file. */
#pragma once
#include "pool.h"
#include <assert.h>

struct hv_pool_image {
	char key[HV_POOL_KEY_SIZE];
	char value[HV_POOL_VALUE_SIZE];
};
static_assert(sizeof(struct hv_pool_image) == HV_POOL_RECORD_SIZE, "struct kvp_record");

#define HV_POOL_FAULT(name) (1u << HV_POOL_##name)
/* Those that keep a record from being good. */
#define HV_POOL_BAD                                                                    \
	(HV_POOL_FAULT(NO_KEY) | HV_POOL_FAULT(OPEN_KEY) | HV_POOL_FAULT(OPEN_VALUE) | \
	 HV_POOL_FAULT(BAD_KEY) | HV_POOL_FAULT(BAD_VALUE))
/* Those that keep its key from being one. */
#define HV_POOL_KEYLESS (HV_POOL_FAULT(NO_KEY) | HV_POOL_FAULT(OPEN_KEY) | HV_POOL_FAULT(BAD_KEY))

/* 0; -EINVAL for an empty key, -EMSGSIZE, -EILSEQ. */
int hv_image_make(struct hv_pool_image *ret, const char *key, const char *value);
/* What is wrong with it in itself. */
unsigned int hv_image_faults(const struct hv_pool_image *image);
/* Zero what stands behind a NUL, end a value that has none. Whether that changed anything. */
bool hv_image_mend(struct hv_pool_image *image);
bool hv_image_has_key(const struct hv_pool_image *image, const char *key);
void hv_image_read(const struct hv_pool_image *image, uint64_t index, struct hv_pool_record *ret);
