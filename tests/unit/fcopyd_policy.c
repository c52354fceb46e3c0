// SPDX-License-Identifier: GPL-2.0-only
#include "auto.h"
#include "fcopyd/account.h"
#include "fcopyd/policy.h"
#include "fcopyd_fixture.h"

static struct policy p;
static struct hv_conf_error error;

static int read_with(const char *line)
{
	root_policy(line);
	return policy_read(&p, root.fd, POLICY_FILE, &error);
}

static void defaults_are_careful(void)
{
	root_make();
	is_int(read_with(""), 0);
	is_true(p.enabled);
	is_int(p.max_size, 1 << 30);
	is_int(p.mode, 0640);
	is_true(!p.overwrite && !p.create_path && !p.bind);
	is_true(p.hook == NULL);
	is_int(p.allow.count, 1);
	root_write("etc/hvkit/fcopyd.conf", "");
	is_int(policy_read(&p, root.fd, POLICY_FILE, &error), 0);
	is_true(!p.enabled);
	is_int(p.owner, 0);
	is_int(p.group, 0);
	root_remove();
}

static void sizes_have_units(void)
{
	static const struct {
		const char *line;
		int64_t size;
	} right[] = {
		{ "max_size = 0\n", 0 },
		{ "max_size = 77\n", 77 },
		{ "max_size = 3K\n", 3 << 10 },
		{ "max_size = 64M\n", 64 << 20 },
		{ "max_size = 10G\n", 10ll << 30 },
		{ "max_size = 2T\n", 2ll << 40 },
		{ "max_size = 9223372036854775807\n", INT64_MAX },
		{ "max_size = 8388607T\n", 8388607ll << 40 },
	};
	static const char *const wrong[] = {
		"max_size =\n",
		"max_size = K\n",
		"max_size = 1KK\n",
		"max_size = 1k\n",
		"max_size = -1\n",
		"max_size = 0x1\n",
		"max_size = 1 K\n",
		"max_size = 8388608T\n",
		"max_size = 9223372036854775808\n",
		"max_size = 99999999999999999999999\n",
	};

	root_make();
	for (size_t i = 0; i < ARRAY_SIZE(right); i++) {
		is_int(read_with(right[i].line), 0);
		is_int(p.max_size, right[i].size);
	}
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		is_int(read_with(wrong[i]), -EINVAL);
		is_true(!p.enabled); /* what is not valid allows nothing */
		is_int(p.allow.count, 0);
	}
	root_remove();
}

static void modes_have_no_more_than_permissions(void)
{
	static const char *const wrong[] = { "mode = 8\n",    "mode =\n",       "mode = 1777\n",
		                             "mode = 4755\n", "mode = 0o644\n", "mode = 00644\n",
		                             "mode = rw\n" };

	root_make();
	is_int(read_with("mode = 777\n"), 0);
	is_int(p.mode, 0666);
	is_int(read_with("mode = 0777\nallow_exec = yes\n"), 0);
	is_int(p.mode, 0777);
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		is_int(read_with(wrong[i]), -EINVAL);
	root_remove();
}

static void other_values_are_checked(void)
{
	static const char *const wrong[] = { "hook = relative\n",   "hook_seconds = 0\n",
		                             "hook_seconds = 26\n", "owner = -1\n",
		                             "owner =\n",           "group = 4294967295\n",
		                             "allow = relative\n",  "allow = /a/../b\n",
		                             "enable = yes\n",      "enabled = maybe\n" };

	root_make();
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		is_int(read_with(wrong[i]), -EINVAL);
	is_int(policy_read(&p, root.fd, "/etc/none", &error), -ENOENT);
	root_remove();
}

static void accounts_are_looked_up(void)
{
	static const char passwd[] = "# comment\nroot:x:0:0::/:/bin/sh\nlong:x:7:8:";
	unsigned int id;
	char text[2000];

	root_make();
	strcpy(text, passwd);
	memset(text + strlen(text), 'x', 1500);
	strcpy(text + strlen(passwd) + 1500,
	       "\nafter:x:9:9\nbroken:x\nnone:x::\nbig:x:99999999999:\nlast:x:11:11");
	root_write("etc/passwd", text);
	is_int(account_find(root.fd, "etc/passwd", "root", &id), 0);
	is_int(id, 0);
	is_int(account_find(root.fd, "etc/passwd", "long", &id), 0);
	is_int(id, 7);
	is_int(account_find(root.fd, "etc/passwd", "after", &id), 0);
	is_int(id, 9);
	is_int(account_find(root.fd, "etc/passwd", "last", &id), 0);
	is_int(id, 11);
	is_int(account_find(root.fd, "etc/passwd", "123", &id), 0);
	is_int(id, 123);
	is_int(account_find(root.fd, "etc/passwd", "roo", &id), -ENOENT);
	is_int(account_find(root.fd, "etc/passwd", "root:x", &id), -ENOENT);
	is_int(account_find(root.fd, "etc/passwd", "", &id), -ENOENT);
	is_int(account_find(root.fd, "etc/passwd", "broken", &id), -EINVAL);
	is_int(account_find(root.fd, "etc/passwd", "none", &id), -EINVAL);
	is_int(account_find(root.fd, "etc/passwd", "big", &id), -EINVAL);
	is_int(account_find(root.fd, "etc/group", "root", &id), -ENOENT);
	is_int(account_find(root.fd, "etc", "root", &id), -EISDIR);
	root_remove();
}

static void the_longest_folder_counts(void)
{
	char folder[TEXT_SIZE];

	root_make();
	is_int(read_with("allow =\nallow = /srv/in/\nallow = /srv/in/deep//er\nallow = /var\n"), 0);
	is_int(p.allow.count, 3);
	is_string(policy_find(&p, "srv/in", folder), "");
	is_string(folder, "srv/in");
	is_string(policy_find(&p, "srv/in/deep", folder), "deep");
	is_string(policy_find(&p, "srv/in/deep/er/a/b", folder), "a/b");
	is_string(folder, "srv/in/deep/er");
	is_string(policy_find(&p, "var/x", folder), "x");
	is_true(policy_find(&p, "srv/inn", folder) == NULL);
	is_true(policy_find(&p, "srv", folder) == NULL);
	is_true(policy_find(&p, "", folder) == NULL);
	is_int(read_with("allow = /\n"), 0);
	is_string(policy_find(&p, "etc/x", folder), "etc/x");
	is_string(folder, "");
	is_string(policy_find(&p, "srv/in/x", folder), "x");
	root_remove();
}

TAP_MAIN(TAP_CASE(defaults_are_careful), TAP_CASE(sizes_have_units),
         TAP_CASE(modes_have_no_more_than_permissions), TAP_CASE(other_values_are_checked),
         TAP_CASE(accounts_are_looked_up), TAP_CASE(the_longest_folder_counts))
