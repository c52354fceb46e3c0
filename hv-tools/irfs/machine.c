// SPDX-License-Identifier: GPL-2.0-only
#include "machine.h"
#include "auto.h"
#include "bytes.h"
#include "file.h"
#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

struct parser {
	struct machine *m;
	struct fault *fault;
	int above[MACHINE_DEPTH]; /* the last node of each depth */
	unsigned int depth;       /* how many of these there are */
	unsigned int line;
};

static char *next_word(char **rest)
{
	char *word = *rest + strspn(*rest, " \t\r"), *end = word + strcspn(word, " \t\r");

	*rest = *end ? end + 1 : end;
	*end = '\0';
	return *word ? word : NULL;
}

static const struct {
	const char *key;
	bool of_block;
	size_t offset;
} keys[] = {
	{ "driver", false, offsetof(struct machine_node, drivers) },
	{ "fs", true, offsetof(struct machine_node, fs) },
	{ "uuid", true, offsetof(struct machine_node, uuid) },
	{ "label", true, offsetof(struct machine_node, label) },
	{ "partuuid", true, offsetof(struct machine_node, partuuid) },
	{ "partlabel", true, offsetof(struct machine_node, partlabel) },
};

static int take_key(struct parser *p, struct machine_node *node, char *word)
{
	char *value = strchr(word, '=');

	if (value)
		*value++ = '\0';
	for (size_t i = 0; value && *value && i < ARRAY_SIZE(keys); i++)
		if (strcmp(keys[i].key, word) == 0 && keys[i].of_block == (node->name != NULL)) {
			*(const char **)((char *)node + keys[i].offset) = value;
			return 0;
		}
	return fault_set(p->fault, -EINVAL, "line %u: '%.60s' is no key of this kind of line",
	                 p->line, word);
}

static int add_node(struct parser *p, unsigned int tabs, const struct machine_node *node)
{
	struct machine *m = p->m;
	struct machine_node *nodes;

	if (tabs > p->depth || tabs >= MACHINE_DEPTH)
		return fault_set(p->fault, -EINVAL, "line %u: %u tabs, where at most %u may be",
		                 p->line, tabs, p->depth);
	if (m->n == MACHINE_NODES)
		return fault_set(p->fault, -E2BIG, "more than %d devices", MACHINE_NODES);
	nodes = array_grow(m->nodes, m->n, &m->room, sizeof(*nodes));
	if (!nodes)
		return fault_set(p->fault, -ENOMEM, "out of memory");
	m->nodes = nodes;
	nodes[m->n] = *node;
	nodes[m->n].parent = tabs ? p->above[tabs - 1] : -1;
	nodes[m->n].line = p->line;
	p->above[tabs] = (int)m->n++;
	p->depth = tabs + 1;
	return 0;
}

static int take_node(struct parser *p, unsigned int tabs, bool block, char *rest)
{
	struct machine_node node = { 0 };
	const char *name = next_word(&rest);
	char *word;

	if (!name)
		return fault_set(p->fault, -EINVAL, "line %u: %s without a %s", p->line,
		                 block ? "block" : "device", block ? "name" : "modalias");
	*(block ? &node.name : &node.modalias) = name;
	while ((word = next_word(&rest))) {
		int rc = take_key(p, &node, word);

		if (rc < 0)
			return rc;
	}
	return add_node(p, tabs, &node);
}

static int take_word(struct parser *p, const char **place, const char *key, char *rest)
{
	const char *value = rest + strspn(rest, " \t");

	if (*place || !*value)
		return fault_set(p->fault, -EINVAL, "line %u: %s %s", p->line, key,
		                 *place ? "for the second time" : "without a value");
	*place = value;
	return 0;
}

static int take_line(struct parser *p, char *line)
{
	const unsigned int tabs = (unsigned int)strspn(line, "\t");
	struct machine *m = p->m;
	const struct {
		const char *key, **place;
	} words[] = {
		{ "machine", &m->name },
		{ "about", &m->about },
		{ "arch", &m->arch },
		{ "root", &m->root },
	};
	char *rest = line + tabs;
	const char *first = *rest == '#' ? NULL : next_word(&rest);

	if (!first)
		return 0;
	if (strcmp(first, "device") == 0 || strcmp(first, "block") == 0)
		return take_node(p, tabs, *first == 'b', rest);
	for (size_t i = 0; tabs == 0 && i < ARRAY_SIZE(words); i++)
		if (strcmp(words[i].key, first) == 0)
			return take_word(p, words[i].place, first, rest);
	return fault_set(p->fault, -EINVAL,
	                 "line %u: '%.60s' is none of machine, about, arch, root, device, block",
	                 p->line, first);
}

int machine_parse(struct machine *m, const char *text, size_t len, struct fault *fault)
{
	struct parser p = { .m = m, .fault = fault };

	*m = (struct machine){ 0 };
	if (len > MACHINE_BYTES)
		return fault_set(fault, -E2BIG, "more than %d bytes", MACHINE_BYTES);
	m->text = strndup(text, len);
	if (!m->text)
		return fault_set(fault, -ENOMEM, "out of memory");
	for (char *line = m->text, *next; *line; line = next) {
		char *end = line + strcspn(line, "\n");
		int rc;

		next = *end ? end + 1 : end;
		*end = '\0';
		p.line++;
		rc = take_line(&p, line);
		if (rc < 0)
			return rc;
	}
	return 0;
}

int machine_read(struct machine *m, const char *path, struct fault *fault)
{
	AUTO_FREE char *text = NULL;
	char file[PATH_MAX];
	struct stat st;
	size_t len;
	int rc;

	*m = (struct machine){ 0 };
	snprintf(file, sizeof(file), "%.*s%s", PATH_MAX - 8, path,
	         stat(path, &st) == 0 && S_ISDIR(st.st_mode) ? "/tree" : "");
	rc = hv_file_read(file, MACHINE_BYTES, &text, &len);
	if (rc < 0)
		return fault_set(fault, rc, "%s: %s", file, strerror(-rc));
	rc = machine_parse(m, text, len, fault);
	return rc < 0 ? fault_at(fault, rc, file) : 0;
}

void machine_done(struct machine *m)
{
	free(m->text);
	free(m->nodes);
	*m = (struct machine){ 0 };
}

bool machine_is_root(const struct machine_node *node, const char *spec)
{
	const struct {
		const char *prefix, *value;
	} ways[] = {
		{ "UUID=", node->uuid },
		{ "LABEL=", node->label },
		{ "PARTUUID=", node->partuuid },
		{ "PARTLABEL=", node->partlabel },
		{ "/dev/disk/by-uuid/", node->uuid },
		{ "/dev/disk/by-label/", node->label },
		{ "/dev/disk/by-partuuid/", node->partuuid },
		{ "/dev/disk/by-partlabel/", node->partlabel },
		{ "/dev/", node->name },
	};

	for (size_t i = 0; node->name && i < ARRAY_SIZE(ways); i++) {
		const size_t len = strlen(ways[i].prefix);

		if (strncmp(spec, ways[i].prefix, len) == 0)
			return ways[i].value && strcasecmp(ways[i].value, spec + len) == 0;
	}
	return false;
}
