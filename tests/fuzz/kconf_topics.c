// SPDX-License-Identifier: GPL-2.0-only
/* Topics from anyone: read, and symbols looked up in them. */
#include "topics.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kconf_findings findings = { 0 };
	struct kconf_topics topics = { 0 };
	const struct kconf_topic *topic;
	char *text = malloc(size + 1);

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	if (kconf_topics_parse(&topics, "fuzz.topics", text, size, &findings) == 0) {
		topic = kconf_topics_find(&topics, "HZ_100");
		if (topic && (!*topic->name || topic->kind >= KCONF_N_TOPIC_KINDS))
			abort();
	}
	kconf_topics_done(&topics);
	kconf_findings_done(&findings);
	free(text);
	return 0;
}
