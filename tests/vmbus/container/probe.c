// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two BPF programs. One loads only where the kernel's own types are there to be looked up: it goes by a tracepoint's
 * type, and reads a field of a struct at the place where the running kernel has it. The other counts the packets that
 * a control group sends, and lets them pass.
 */
struct task_struct {
	int pid;
} __attribute__((preserve_access_index));

__attribute__((section("license"), used)) static const char terms[] = "GPL";

int last_pid;
int packets;

__attribute__((section("tp_btf/sched_switch"), used)) int types(unsigned long long *ctx)
{
	const struct task_struct *next = (const struct task_struct *)ctx[2];

	last_pid = next->pid;
	return 0;
}

__attribute__((section("cgroup_skb/egress"), used)) int count(void *skb)
{
	(void)skb;
	packets++;
	return 1;
}
