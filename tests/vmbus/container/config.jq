# SPDX-License-Identifier: GPL-2.0-only
# The bundle's config.json of container $name, which runs the words $run.
{
	"ociVersion": "1.0.0",
	"hostname": $name,
	"root": { "path": "rootfs", "readonly": false },
	"process": {
		"terminal": false,
		"user": { "uid": 0, "gid": 0 },
		"args": $run,
		"env": [ "PATH=/bin" ],
		"cwd": "/",
		"noNewPrivileges": true,
		"capabilities": {
			"bounding": [ "CAP_KILL", "CAP_MKNOD", "CAP_NET_RAW", "CAP_SYS_CHROOT" ],
			"effective": [ "CAP_KILL", "CAP_MKNOD", "CAP_NET_RAW", "CAP_SYS_CHROOT" ],
			"permitted": [ "CAP_KILL", "CAP_MKNOD", "CAP_NET_RAW", "CAP_SYS_CHROOT" ]
		}
	},
	"mounts": [
		{ "destination": "/proc", "type": "proc", "source": "proc" },
		{
			"destination": "/dev", "type": "tmpfs", "source": "tmpfs",
			"options": [ "nosuid", "strictatime", "mode=755", "size=1m" ]
		},
		{ "destination": "/tmp", "type": "tmpfs", "source": "tmpfs", "options": [ "nosuid", "nodev" ] },
		{ "destination": "/sys", "type": "sysfs", "source": "sysfs", "options": [ "nosuid", "noexec", "nodev", "ro" ] },
		{
			"destination": "/sys/fs/cgroup", "type": "cgroup", "source": "cgroup",
			"options": [ "nosuid", "noexec", "nodev", "relatime", "ro" ]
		}
	],
	"linux": {
		"cgroupsPath": ("/box/" + $name),
		"namespaces": [
			{ "type": "pid" }, { "type": "ipc" }, { "type": "uts" }, { "type": "mount" }, { "type": "cgroup" },
			{ "type": "network", "path": ("/run/netns/" + $name) }
		],
		"readonlyPaths": [ "/proc/sys" ],
		"resources": {
			"devices": [ { "allow": false, "access": "rwm" } ],
			"memory": { "limit": 67108864, "swap": 67108864 },
			"pids": { "limit": 32 },
			"cpu": { "quota": 50000, "period": 100000 }
		},
		"seccomp": {
			"defaultAction": "SCMP_ACT_ALLOW",
			"architectures": [ "SCMP_ARCH_X86_64" ],
			"syscalls": [
				{ "names": [ "mkdir", "mkdirat" ], "action": "SCMP_ACT_ERRNO", "errnoRet": 1 },
				{ "names": [ "chroot" ], "action": "SCMP_ACT_KILL_PROCESS" }
			]
		}
	}
}
