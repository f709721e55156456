# Outlives its owner by an instant: when the pipe that it reads breaks, the owner was killed, and
# what it left is removed. Nodes that are paused cannot do that themselves.
trap '' INT HUP TERM
pids=''
commands=''
while IFS=' ' read -r verb rest; do
  case "$verb" in
    pid) pids="$pids $rest" ;;
    run) commands="$commands
$rest" ;;
    bye) exit 0 ;;
  esac
done
for each in $pids; do
  pid=${each%:*}
  if [ -r "/proc/$pid/stat" ]; then
    read -r stat <"/proc/$pid/stat" || continue
    stat=${stat##*) }
    set -- $stat
    [ "${20}" = "${each#*:}" ] && kill -KILL "$pid"
  fi
done
eval "$commands"
