// SPDX-License-Identifier: GPL-2.0-only
#include "journal.h"
#include "reactor.h"
#include <errno.h>
#include <stdlib.h>

int journal_init(struct journal *j)
{
	*j = (struct journal){ .lock = PTHREAD_MUTEX_INITIALIZER, .start_ns = now_ns() };
	j->line = open_memstream(&j->text, &j->size);
	return j->line ? 0 : -errno;
}

int journal_open(struct journal *j, const char *path)
{
	j->out = fopen(path, "we");
	if (!j->out)
		return -errno;
	setvbuf(j->out, NULL, _IOLBF, 0);
	return 0;
}

void journal_close(struct journal *j)
{
	if (j->out)
		fclose(j->out);
	if (j->line)
		fclose(j->line);
	free(j->text);
	j->out = j->line = NULL;
	j->text = NULL;
}

void journal_watch(struct journal *j, struct journal_watch *watch)
{
	pthread_mutex_lock(&j->lock);
	watch->next = j->watches;
	j->watches = watch;
	pthread_mutex_unlock(&j->lock);
}

void journal_unwatch(struct journal *j, struct journal_watch *watch)
{
	pthread_mutex_lock(&j->lock);
	for (struct journal_watch **at = &j->watches; *at; at = &(*at)->next)
		if (*at == watch) {
			*at = watch->next;
			break;
		}
	pthread_mutex_unlock(&j->lock);
}

void journal_start(struct journal *j)
{
	j->start_ns = now_ns();
}

struct hv_json *journal_begin(struct journal *j, const char *event)
{
	pthread_mutex_lock(&j->lock);
	rewind(j->line);
	hv_json_begin(&j->json, j->line, true);
	hv_json_object(&j->json, NULL);
	hv_json_uint(&j->json, "at_ns", now_ns() - j->start_ns);
	hv_json_string(&j->json, "event", event);
	j->whisper = false;
	return &j->json;
}

struct hv_json *journal_whisper(struct journal *j, const char *event)
{
	struct hv_json *e = journal_begin(j, event);

	j->whisper = true;
	return e;
}

void journal_end(struct journal *j)
{
	hv_json_end_object(&j->json);
	fflush(j->line);
	if (!j->whisper) {
		if (j->out)
			fwrite(j->text, 1, j->size, j->out);
		tail_add(&j->tail, j->text, j->size);
	}
	for (const struct journal_watch *w = j->watches; w; w = w->next)
		w->fn(w->ctx, j->text, j->size - 1);
	pthread_mutex_unlock(&j->lock);
}

void journal_fields(struct journal *j, const char *event, const struct journal_field *fields)
{
	struct hv_json *e = journal_begin(j, event);

	for (const struct journal_field *f = fields; f->key; f++) {
		if (f->type == JOURNAL_NUMBER)
			hv_json_uint(e, f->key, f->number);
		else if (f->type == JOURNAL_FLAG)
			hv_json_bool(e, f->key, f->number);
		else if (f->text)
			hv_json_string(e, f->key, f->text);
	}
	journal_end(j);
}
