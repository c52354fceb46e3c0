// SPDX-License-Identifier: GPL-2.0-only
#include "early_kvp.h"
#include "resume.h"
#include "verity.h"
#include <errno.h>
int verity_options_parse(const char *text, size_t len, struct verity_options *ret_options,
                         const char **ret_bad, size_t *ret_bad_len) { return 0; }
int verity_read(const struct source *hash_device, uint64_t offset, struct verity *ret) { return -1; }
int verity_partuuids(const char *root_hash, size_t len, char ret_data[UUID_TEXT], char ret_hash[UUID_TEXT]) { return -1; }
int verity_open(const struct verity *verity, const struct verity_request *request, const char *name,
                uint32_t *ret_major, uint32_t *ret_minor) { return -1; }
int resume_try(const struct source *source, const char *sysfs, uint32_t major, uint32_t minor,
               uint64_t offset, enum resume_state *ret_state) { return -1; }
int early_kvp_start(struct early_kvp *kvp) { return -ENOENT; }
int early_kvp_put(const char *key, const char *value, size_t len) { return 0; }
int early_kvp_wait_read(struct early_kvp *kvp, unsigned int ms) { return 0; }
void early_kvp_stop(struct early_kvp *kvp) {}
