# What Scripts/test-deb.sh does inside of a clean Debian, as root.
set -euo pipefail

begin() {
    echo "$(date +%T) $1"
}

fail() {
    echo "FAILED: $1" >&2
    [ ! -f /tmp/serve.log ] || tail -20 /tmp/serve.log >&2
    exit 1
}

files() {
    find / -xdev \( -path /proc -o -path /tmp -o -path /root -o -path /var/log -o -path /var/cache -o -path /var/lib/apt \
        -o -path /var/lib/dpkg -o -path /run \) -prune -o -print | LC_ALL=C sort
}

# As systemd would start it: its user, its settings, its home.
as_skein() {
    (set -a; . /etc/skein/skein.env; set +a
    SKEIN_DATA_DIR=/var/lib/skein HOME=/var/lib/skein exec setpriv --reuid skein --regid skein --init-groups "$@")
}

is() {
    [ "$(stat -c '%U:%G %a' "$2")" = "$1" ] || fail "$2 is $(stat -c '%U:%G %a' "$2"), not $1"
}

serve_and_stop() {
    as_skein skein serve --port 0 >/tmp/serve.log 2>&1 &
    local server=$! url=
    for _ in $(seq 1200); do
        [ ! -f /var/lib/skein/server.json ] || url=$(sed -n 's/.*"url" : "\(.*\)".*/\1/p' /var/lib/skein/server.json)
        [ -z "$url" ] || break
        kill -0 "$server" 2>/dev/null || fail "the server ended"
        sleep 0.1
    done
    [ -n "$url" ] || fail "the server does not listen"
    case "$url" in http://127.0.0.1:*) ;; *) fail "it listens on $url" ;; esac
    skein health --server "$url" || fail "the server is not ready"
    skein run /usr/share/doc/skein/examples/research-and-report.yaml --server "$url" --quiet >/tmp/report ||
        fail "a workflow does not run"
    [ -s /tmp/report ] || fail "the workflow has no result"
    skein ls --server "$url" | grep -q "Research and report.*completed" || fail "the workflow is not listed"
    # The server itself, not the shell that started it.
    kill -TERM "$(sed -n 's/.*"pid" : \([0-9]*\).*/\1/p' /var/lib/skein/server.json)"
    wait "$server" || fail "the server did not end well"
}

files >/root/before

begin "install"
apt-get install -y -qq --no-install-recommends /root/skein.deb >/tmp/apt.log 2>&1 || { cat /tmp/apt.log; fail "apt-get install"; }
getent passwd skein | grep -q ":Skein server:/var/lib/skein:/usr/sbin/nologin" || fail "the user skein"
is "skein:skein 700" /var/lib/skein
is "root:skein 750" /etc/skein
is "root:skein 640" /etc/skein/skein.env
[ "$(systemctl is-enabled skein)" = enabled ] || fail "the service is not enabled"

begin "the program"
skein --version
ldd "$(readlink -f /usr/bin/skein)" | grep "not found" && fail "libraries are missing"
as_skein skein doctor || fail "the doctor found something"
zcat /usr/share/man/man1/skein.1.gz | grep -q "SKEIN_PORT" || fail "the manual page"
bash -n /usr/share/bash-completion/completions/skein || fail "the completion for bash"

begin "the unit"
systemd-analyze verify --man=no skein.service || fail "systemd does not like the unit"
exposure=$(systemd-analyze security --offline=true skein.service | sed -n 's/.*Overall exposure level for skein.service: \([0-9.]*\).*/\1/p')
echo "systemd-analyze security: $exposure"
awk -v e="$exposure" 'BEGIN { exit !(e > 0 && e <= 2.0) }' || fail "the unit is exposed more than it was"

begin "the server"
serve_and_stop

begin "an upgrade keeps what the administrator chose, and the data"
echo "LOG_LEVEL=warning" >>/etc/skein/skein.env
dpkg-statoverride --update --add root root 0600 /etc/skein/skein.env
systemctl disable skein 2>/dev/null
apt-get install -y -qq --reinstall --no-install-recommends /root/skein.deb >/tmp/apt.log 2>&1 || { cat /tmp/apt.log; fail "upgrade"; }
grep -q "^LOG_LEVEL=warning" /etc/skein/skein.env || fail "the settings are lost"
is "root:root 600" /etc/skein/skein.env
[ "$(systemctl is-enabled skein)" = disabled ] || fail "the service is enabled again"
[ -s /var/lib/skein/skein.db ] || fail "the data is lost"
serve_and_stop

begin "remove"
apt-get remove -y -qq skein >/tmp/apt.log 2>&1 || { cat /tmp/apt.log; fail "remove"; }
[ ! -e /usr/bin/skein ] && [ ! -e /usr/lib/skein ] || fail "the program is still there"
[ -f /etc/skein/skein.env ] || fail "the settings are gone"

begin "purge"
dpkg-statoverride --remove /etc/skein/skein.env
apt-get purge -y -qq skein >/tmp/apt.log 2>&1 || { cat /tmp/apt.log; fail "purge"; }
grep -q "rm -rf /var/lib/skein" /tmp/apt.log || fail "nobody says where the work is kept"
files >/root/after
left=$(LC_ALL=C comm -13 /root/before /root/after | grep -vE '^/var/lib/skein(/|$)|^/etc/(passwd|group|shadow|gshadow)-$|^/etc/\.pwd\.lock$' || true)
[ -z "$left" ] || fail "left behind: $left"
lost=$(LC_ALL=C comm -23 /root/before /root/after)
[ -z "$lost" ] || fail "taken away: $lost"

begin "purge without work"
rm -rf /var/lib/skein
dpkg -i /root/skein.deb >/tmp/apt.log 2>&1 && dpkg -P skein >/tmp/apt.log 2>&1 || { cat /tmp/apt.log; fail "purge"; }
[ ! -e /var/lib/skein ] && [ ! -e /etc/skein ] || fail "an empty directory is left"
