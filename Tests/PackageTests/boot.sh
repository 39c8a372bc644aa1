# Boots the systemd of a Debian in a directory, in name spaces of its own: boot.sh DIRECTORY GROUP
# GROUP is a new control group, which whoever calls takes away afterwards.
set -euo pipefail
root=$1
if [ "${3:-}" != inside ]; then
    mkdir -p "$2"
    echo $$ >"$2/cgroup.procs"
    exec unshare --mount --pid --uts --ipc --cgroup --net --fork --kill-child bash "$0" "$root" "$2" inside
fi

mount --make-rprivate /
mount --bind "$root" "$root"
for folder in run tmp; do mount -t tmpfs tmpfs "$root/$folder"; done
mount -t proc proc "$root/proc"
mkdir -p "$root/sys"
mount -t sysfs sysfs "$root/sys"
# Groups of processes of its own, in either of the kernel's forms.
if [ "$(stat -f -c %T /sys/fs/cgroup)" = cgroup2fs ]; then
    mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
else
    mount -t tmpfs tmpfs "$root/sys/fs/cgroup"
    mkdir "$root/sys/fs/cgroup/systemd"
    mount -t cgroup -o none,name=systemd,xattr cgroup "$root/sys/fs/cgroup/systemd"
fi
ip link set lo up
exec env -i container=docker PATH=/usr/sbin:/usr/bin:/sbin:/bin chroot "$root" /lib/systemd/systemd --log-target=null
