# What Scripts/test-deb.sh does inside of a Debian that systemd has booted, as root: the service as an operator has it,
# with an agent at work while the server is replaced.
set -euo pipefail

fail() {
    echo "FAILED: $1" >&2
    journalctl -u skein --no-pager 2>/dev/null | tail -30 >&2
    exit 1
}

await() {
    for _ in $(seq 1200); do
        if eval "$2"; then return; fi
        sleep 0.1
    done
    fail "waited for $1 in vain"
}

main_pid() {
    systemctl show skein -p MainPID --value
}

# Degraded: some unit of the machine cannot work in here, which is none of our business.
await "systemd" 'case "$(systemctl is-system-running 2>/dev/null)" in running | degraded) true ;; *) false ;; esac'

# Speaks as much of the Claude CLI's language as is needed here; its turn ends when somebody says so.
cat >/usr/local/bin/claude <<'CLAUDE'
#!/bin/sh
case " $* " in
    *" --version "*) echo "2.1.330 (Claude Code)"; exit ;;
    *" --help "*) echo "--input-format --output-format --session-id --resume --include-partial-messages"; exit ;;
esac
while read -r line; do
    case "$line" in
        *'"control_request"'*)
            id=$(printf '%s' "$line" | sed 's/.*"request_id" *: *"\([^"]*\)".*/\1/')
            echo '{"type":"control_response","response":{"subtype":"success","request_id":"'"$id"'","response":{}}}' ;;
        *'"user"'*)
            echo '{"type":"system","subtype":"init","session_id":"s","model":"fake-model"}'
            echo $$ >/var/lib/skein/agent
            touch /tmp/of-the-agent
            until [ -e /var/lib/skein/go ]; do sleep 0.1; done
            [ -e /tmp/of-the-agent ] && word=kept || word=lost
            echo '{"type":"result","subtype":"success","is_error":false,"num_turns":1,"terminal_reason":"completed","result":"Its /tmp is '$word'.","total_cost_usd":0.25,"usage":{"input_tokens":10,"output_tokens":5}}'
            exit 0 ;;
    esac
done
CLAUDE
chmod 0755 /usr/local/bin/claude
cat >/root/one.yaml <<'TEAM'
agents:
  - {name: Ada, role: Engineer, system_prompt: You write clear and tested code.}
tasks:
  - {title: Wait, description: Wait until you may go on., agent: Ada}
workflow: {name: Waiting, workflow_type: sequential}
TEAM
systemctl restart skein
[ "$(systemctl is-active skein)" = active ] || fail "the service is not active"
skein health || fail "it is active before it listens"
[ "$(journalctl -u skein --no-pager | grep -c "listening on 127.0.0.1:8000")" -ge 1 ] || fail "it listens elsewhere"

skein run /root/one.yaml --server http://127.0.0.1:8000 --quiet >/tmp/result 2>/tmp/errors &
run=$!
await "the agent" '[ -s /var/lib/skein/agent ]'
agent=$(cat /var/lib/skein/agent)
before=$(main_pid)
systemctl restart skein
[ "$(main_pid)" != "$before" ] || fail "the server was not replaced"
kill -0 "$agent" 2>/dev/null || fail "the agent did not outlive the server"
systemctl kill --kill-who=main --signal=KILL skein
await "a new server after a kill -9" '[ "$(systemctl is-active skein)" = active ] && [ "$(main_pid)" != 0 ] && skein health >/dev/null 2>&1'
kill -0 "$agent" 2>/dev/null || fail "the agent did not outlive the killed server"
touch /var/lib/skein/go
wait "$run" || { cat /tmp/errors; fail "the work was not taken up again"; }
grep -q "Its /tmp is kept." /tmp/result || fail "the result is '$(cat /tmp/result)'"
[ ! -e /tmp/of-the-agent ] || fail "the agent sees the machine's /tmp"
echo "an agent outlived a restart and a kill -9 of the server"

rm -f /var/lib/skein/go /var/lib/skein/agent
skein run /root/one.yaml --server http://127.0.0.1:8000 --quiet >/dev/null 2>&1 &
run=$!
await "another agent" '[ -s /var/lib/skein/agent ]'
agent=$(cat /var/lib/skein/agent)
apt-get remove -y -qq skein >/tmp/apt.log 2>&1 || { cat /tmp/apt.log; fail "remove"; }
await "the agent's end" '! kill -0 '"$agent"' 2>/dev/null'
[ "$(systemctl is-active skein)" != active ] || fail "the server still runs"
kill "$run" 2>/dev/null || true
echo "removing the package ended server and agents"
