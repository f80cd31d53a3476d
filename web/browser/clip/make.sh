#!/bin/sh
# Makes the clip that the browser tests play: 24 s, two pictures and a sound, with the frame's number burned in twice: for
# people in digits, for tests as ten squares along the lower edge, white for a one, the lowest bit leftmost.
# Usage: make.sh FFMPEG FONT.ttf   (an FFmpeg with libx264 and drawtext)
set -eu
cd "$(dirname "$0")"
ffmpeg=$1
film='gradients=s=640x360:r=24:d=24:c0=0x0b2545:c1=0x1f7a8c:c2=0xf4a259:n=3:speed=0.004:seed=7'
number="drawtext=fontfile=$2:text='%{n}':fontsize=64:fontcolor=white:box=1:boxcolor=black:boxborderw=10:x=(w-tw)/2:y=(h-th)/2"
bits='drawbox=x=0:y=328:w=320:h=32:color=black:t=fill'
for bit in 0 1 2 3 4 5 6 7 8 9; do
  bits="$bits,drawbox=x=$((bit * 32)):y=328:w=32:h=32:color=white:t=fill:enable='mod(floor(n/pow(2,$bit)),2)'"
done
"$ffmpeg" -loglevel error -y -f lavfi -i "$film" -f lavfi -i 'sine=f=330:b=4:d=24:r=48000' \
  -filter_complex "[0:v]format=yuv420p,$number,$bits,split=2[a][b];[b]scale=320:180[c]" -map '[c]' -map '[a]' -map 1:a \
  -c:v libx264 -preset slower -crf 38 -bf 0 -g 48 -keyint_min 48 -sc_threshold 0 -profile:v high -c:a aac -b:a 24k -ac 1 \
  -f hls -hls_time 6 -hls_segment_type fmp4 -hls_playlist_type vod -hls_flags independent_segments \
  -master_pl_name master.m3u8 -hls_fmp4_init_filename 'init_%v.mp4' -hls_segment_filename '%v_%02d.m4s' \
  -var_stream_map 'v:0,agroup:audio,name:180p v:1,agroup:audio,name:360p a:0,agroup:audio,default:yes,language:en,name:audio' \
  '%v.m3u8'
"$ffmpeg" -loglevel error -y -f lavfi -i "$film" -vf "$number,fps=1/2,scale=160:90,tile=4x3" -frames:v 1 -q:v 12 storyboard.jpg
"$ffmpeg" -loglevel error -y -f lavfi -i "$film" -frames:v 1 -q:v 8 poster.jpg
