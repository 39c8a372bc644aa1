#!/bin/sh
# Installs this release: ./install.sh [PREFIX]      (default /usr/local; as root with systemd, the service, too)
# Takes it away again:   ./install.sh --remove [PREFIX]
# Nothing that people or agents made is touched.
set -eu
cd "$(dirname "$0")"

remove=
if [ "${1:-}" = --remove ]; then
    remove=yes
    shift
fi
prefix=${1:-/usr/local}
unit=/etc/systemd/system/skein.service

if [ "$remove" ]; then
    if [ -f "$unit" ]; then
        systemctl disable --now skein.service 2>/dev/null || true
        rm -f "$unit"
    fi
    (cd "$prefix" && rm -rf bin/skein lib/skein share/doc/skein share/man/man1/skein.1.gz share/man/man1/skein-*.1.gz \
        share/bash-completion/completions/skein share/zsh/vendor-completions/_skein share/fish/vendor_completions.d/skein.fish)
    echo "Skein is removed from $prefix. Its data stays where it is."
    exit 0
fi

mkdir -p "$prefix"
cp -a bin share "$prefix/"
[ ! -d lib ] || cp -a lib "$prefix/"
echo "Skein $("$prefix/bin/skein" --version) is in $prefix."

if [ "$(id -u)" -eq 0 ] && [ -d /run/systemd/system ]; then
    mkdir -p /etc/sysusers.d /etc/skein
    cp deploy/sysusers.conf /etc/sysusers.d/skein.conf
    systemd-sysusers skein.conf
    chgrp skein /etc/skein
    chmod 0750 /etc/skein
    [ -f /etc/skein/skein.env ] || install -m 0640 -g skein deploy/skein.env /etc/skein/skein.env
    sed "s|/usr/bin/skein|$prefix/bin/skein|" deploy/skein.service >"$unit"
    systemctl daemon-reload
    echo "Start it with: systemctl enable --now skein"
else
    echo "Start it with: $prefix/bin/skein serve"
fi
