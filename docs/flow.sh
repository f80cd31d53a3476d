#!/usr/bin/env bash
# The whole flow by curl, exactly as docs/api.md names it: sign in, create people, upload by tus, watch the job, approve, play,
# send player events, read the chart. Prints each call and its answer; stops at the first surprise.
#
#   docs/flow.sh http://localhost:8080 admin@fovea.local PASSWORD VIDEO_FILE
#
# Needs curl and node (to read JSON).
set -euo pipefail

base=${1:?usage: docs/flow.sh BASE_URL EMAIL PASSWORD VIDEO_FILE}
email=${2:?the email of an admin} password=${3:?its password} file=${4:?a video file}
api=$base/api/v1
run=$(date +%s)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

field() { node -e 'let v = JSON.parse(require("fs").readFileSync(0, "utf8")); for (const k of process.argv[1].split(".")) v = v?.[k]; console.log(v ?? "")' "$1"; }

# call EXPECTED_STATUS METHOD PATH [curl options]: prints what was asked and answered, leaves the body in $body.
call() {
  local expected=$1 method=$2 path=$3 status
  shift 3
  status=$(curl -sS -o "$scratch/body" -D "$scratch/headers" -w '%{http_code}' -X "$method" "$@" "${path/#\//$api/}")
  body=$(cat "$scratch/body")
  printf '%s %s -> %s\n' "$method" "$path" "$status" >&2
  [ -z "$body" ] || printf '  %.400s\n' "$body" >&2
  if [ "$status" != "$expected" ]; then
    echo "expected $expected" >&2
    exit 1
  fi
}
json=(-H 'Content-Type: application/json')
bearer() { printf 'Authorization: Bearer %s' "$1"; }
sign_in() {
  call 200 POST /auth/login "${json[@]}" -d "{\"email\":\"$1\",\"password\":\"$2\"}"
  field accessToken <<<"$body"
}
# until_is WANTED COMMAND...: asks once a second until the answer is the wanted one; gives up after ten minutes.
until_is() {
  local wanted=$1 got='' i
  shift
  for ((i = 0; i < 600; i++)); do
    got=$("$@")
    [ "$got" != "$wanted" ] || return 0
    case $got in FAILED | REJECTED) break ;; esac
    sleep 1
  done
  echo "wanted $wanted, got $got" >&2
  exit 1
}

echo "== Sign in, and create an uploader and a viewer of one category" >&2
admin=$(sign_in "$email" "$password")
for who in uploader viewer; do
  call 201 POST /users -H "$(bearer "$admin")" "${json[@]}" \
    -d "{\"email\":\"$who-$run@fovea.local\",\"displayName\":\"Flow $who\",\"role\":\"USER\",\"category\":\"DEALER\",\"password\":\"flow-$who-$run\"}"
done
uploader=$(sign_in "uploader-$run@fovea.local" "flow-uploader-$run")
viewer=$(sign_in "viewer-$run@fovea.local" "flow-viewer-$run")

echo "== Upload in two pieces, as after a lost connection" >&2
size=$(stat -c %s "$file")
call 201 POST /uploads -H "$(bearer "$uploader")" "${json[@]}" \
  -d "{\"title\":\"Flow $run\",\"description\":\"Uploaded by docs/flow.sh\",\"filename\":\"$(basename "$file")\",\"sizeBytes\":$size,\"contentType\":\"video/mp4\"}"
video=$(field videoId <<<"$body")
url=$(field url <<<"$body")
case $url in http*) ;; *) url=$base$url ;; esac
tus=(-H 'Tus-Resumable: 1.0.0' -H "$(bearer "$uploader")")
half=$((size / 2))
head -c "$half" "$file" >"$scratch/first"
tail -c +$((half + 1)) "$file" >"$scratch/second"
patch=(-H 'Content-Type: application/offset+octet-stream')
call 204 PATCH "$url" "${tus[@]}" "${patch[@]}" -H 'Upload-Offset: 0' --data-binary "@$scratch/first"
call 200 HEAD "$url" "${tus[@]}" -I
offset=$(tr -d '\r' <"$scratch/headers" | awk 'tolower($1) == "upload-offset:" {print $2}')
[ "$offset" = "$half" ] || { echo "the server holds $offset bytes, sent were $half" >&2; exit 1; }
call 204 PATCH "$url" "${tus[@]}" "${patch[@]}" -H "Upload-Offset: $offset" --data-binary "@$scratch/second"

echo "== The job runs; the video becomes READY" >&2
status_of() {
  call 200 GET "/videos/$video" -H "$(bearer "$uploader")" 2>/dev/null
  field status <<<"$body"
}
until_is READY status_of
call 200 GET "/jobs" -H "$(bearer "$admin")"

echo "== Not approved yet: the viewer does not see it. Approve it; the viewer does" >&2
call 404 GET "/videos/$video" -H "$(bearer "$viewer")"
is_in_queue() {
  call 200 GET "/moderation/queue?limit=200" -H "$(bearer "$admin")" 2>/dev/null
  case $body in *"$video"*) echo yes ;; *) echo no ;; esac
}
until_is yes is_in_queue # a moment later than the catalogue
call 200 POST "/videos/$video/approval" -H "$(bearer "$admin")" "${json[@]}" -d '{}'
until_is APPROVED status_of
call 200 GET "/videos/$video" -H "$(bearer "$viewer")"

echo "== Play: every playlist and segment through signed paths" >&2
call 200 GET "/videos/$video/playback" -H "$(bearer "$viewer")"
hls=$(field hls <<<"$body")
view=$(field viewId <<<"$body")
token=$(field viewToken <<<"$body")
call 200 GET "$base$hls" --compressed
variant=$(grep -v '^#' <<<"$body" | head -n 1)
call 200 GET "$base${hls%/*}/$variant" --compressed
segment=$(grep -v '^#' <<<"$body" | head -n 1)
folder=$base$(dirname "${hls%/*}/$variant")
call 206 GET "$folder/$segment" -H 'Range: bytes=0-15' -o /dev/null
call 403 GET "$base/media/forged/$video/1/main.m3u8"

echo "== Ten seconds watched, in focus mode, five of them once more" >&2
now=$(($(date +%s) * 1000))
event() { printf '{"eventId":"%s","viewId":"%s","sequence":%d,"type":"%s","viewerTime":%d,"playheadMs":%d,"rate":1%s}' "$(cat /proc/sys/kernel/random/uuid)" "$view" "$1" "$2" $((now + $3)) "$4" "${5:-}"; }
events="$(event 0 FOCUS_START 0 0),$(event 1 PLAY 0 0),$(event 2 PROGRESS 5000 5000 ',"fromMs":0,"toMs":5000'),$(event 3 PROGRESS 10000 10000 ',"fromMs":5000,"toMs":10000')"
events="$events,$(event 4 SEEK 10000 5000 ',"fromMs":10000,"toMs":5000'),$(event 5 PROGRESS 15000 10000 ',"fromMs":5000,"toMs":10000'),$(event 6 PAUSE 15000 10000),$(event 7 FOCUS_END 15000 10000)"
payload="{\"viewToken\":\"$token\",\"events\":[$events]}"
call 202 POST /events "${json[@]}" -d "$payload"
call 202 POST /events "${json[@]}" -d "$payload" # sent again after a lost answer: counts once

echo "== The chart has them, each once" >&2
figures_of() { # time played, time played once, focus sessions: not all are stored at the same moment
  call 200 GET "/analytics/videos/$video" -H "$(bearer "$admin")" 2>/dev/null
  echo "$(field playedMs <<<"$body") $(field uniqueMs <<<"$body") $(field focus.sessions <<<"$body")"
}
until_is '15000 10000 1' figures_of
call 200 GET "/analytics/videos/$video" -H "$(bearer "$admin")"
call 200 GET "/analytics/viewers?videoId=$video" -H "$(bearer "$admin")"
call 200 GET /audit -H "$(bearer "$admin")"
call 200 GET /audit/verification -H "$(bearer "$admin")"

echo "== Bad input: a problem with a stable type, nothing started" >&2
expect_problem() {
  local code
  code=$(field code <<<"$body")
  [ "$code" = "$1" ] || { echo "expected problem $1, got $code" >&2; exit 1; }
}
call 401 POST /auth/login "${json[@]}" -d "{\"email\":\"$email\",\"password\":\"wrong\"}" && expect_problem wrong-credentials
call 400 POST /auth/login "${json[@]}" -d 'no json' && expect_problem malformed-json
call 422 POST /uploads -H "$(bearer "$uploader")" "${json[@]}" \
  -d '{"title":"Empty","filename":"e.mp4","sizeBytes":0,"contentType":"video/mp4"}' && expect_problem upload-empty
call 202 POST /events "${json[@]}" -d "{\"viewToken\":\"$token\",\"events\":[{\"eventId\":\"$(cat /proc/sys/kernel/random/uuid)\",\"viewId\":\"$view\",\"sequence\":8,\"type\":\"TELEPORT\",\"viewerTime\":$now,\"playheadMs\":0,\"rate\":1}]}"
[ "$(field accepted <<<"$body")" = 0 ] || { echo "an unknown event type was accepted" >&2; exit 1; }
call 401 POST /events "${json[@]}" -d '{"viewToken":"forged","events":[]}' && expect_problem view-token-invalid
call 201 POST /uploads -H "$(bearer "$uploader")" "${json[@]}" \
  -d '{"title":"Not a video","filename":"n.mp4","sizeBytes":12,"contentType":"video/mp4"}'
broken=$(field videoId <<<"$body")
url=$(field url <<<"$body")
case $url in http*) ;; *) url=$base$url ;; esac
call 204 PATCH "$url" "${tus[@]}" "${patch[@]}" -H 'Upload-Offset: 0' --data-binary 'not a video!'
broken_status() {
  call 200 GET "/videos/$broken" -H "$(bearer "$uploader")" 2>/dev/null
  [ "$(field status <<<"$body")" = FAILED ] && echo failed || echo waiting
}
until_is failed broken_status
call 200 GET "/videos/$broken" -H "$(bearer "$uploader")"
echo "The whole flow holds: video $video." >&2
