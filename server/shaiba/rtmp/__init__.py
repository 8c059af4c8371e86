"""What computers push with broadcasting programs such as OBS, by RTMP: taken in here, without ffmpeg. `amf` and
`chunks` read and write the protocol, `flv` puts what came into pieces, `door` listens. Spec: sync/spec/live.md,
"Encoders"."""
