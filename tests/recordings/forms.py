"""The forms of sound that pass."""

from tests.recordings.making import Form

M4A = Form("ipod", "aac", "audio/mp4")
FASTSTART = Form("ipod", "aac", "audio/mp4", options=(("movflags", "faststart"),))
FRAGMENTED = Form(
    "mp4", "aac", "audio/mp4", options=(("movflags", "frag_keyframe+empty_moov"), ("frag_duration", "500000"))
)  # fmt: skip
ADTS = Form("adts", "aac", "audio/aac")
MP3 = Form("mp3", "libmp3lame", "audio/mpeg")
PLAIN_MP3 = Form("mp3", "libmp3lame", "audio/mpeg", options=(("write_xing", "0"),))
WAV = Form("wav", "pcm_s16le", "audio/wav")
MULAW = Form("wav", "pcm_mulaw", "audio/wav", 8_000)
ADPCM = Form("wav", "adpcm_ima_wav", "audio/wav", 8_000)
FLAC = Form("flac", "flac", "audio/flac")
OGG = Form("ogg", "libopus", "audio/ogg", 48_000)
OPUS = Form("opus", "libopus", "audio/ogg", 48_000)
WEBM = Form("webm", "libopus", "audio/webm", 48_000)
AMR = Form("amr", "libopencore_amrnb", "audio/amr", 8_000)
MP4 = Form("mp4", "aac", "audio/mp4")
VORBIS = Form("ogg", "vorbis", "audio/ogg", codec_options=(("strict", "-2"),))

PASSING = {
    "aac (raw)": ADTS,
    "aiff": Form("aiff", "pcm_s16be", "audio/aiff"),
    "amr": AMR,
    "amr in 3gp": Form("3gp", "libopencore_amrnb", "audio/mp4", 8_000),
    "au": Form("au", "pcm_mulaw", "audio/basic", 8_000),
    "caf": Form("caf", "pcm_s16le", "audio/x-caf"),
    "flac": FLAC,
    "flac, 24 bits": Form("flac", "flac", "audio/flac", 48_000, sample_format="s32"),
    "m4a": M4A,
    "m4a, alac": Form("ipod", "alac", "audio/mp4"),
    "m4a, fast start": FASTSTART,
    "m4a, fragmented": FRAGMENTED,
    "mka": Form("matroska", "pcm_s16le", "audio/x-matroska"),
    "mov": Form("mov", "pcm_s16le", "audio/mp4"),
    "mp3": MP3,
    "mp3 without a count of frames": PLAIN_MP3,
    "mp3 in wav": Form("wav", "libmp3lame", "audio/wav"),
    "mp4": MP4,
    "ogg opus": OGG,
    "opus": OPUS,
    "wav, A-law": Form("wav", "pcm_alaw", "audio/wav", 8_000),
    "wav, ADPCM IMA": ADPCM,
    "wav, ADPCM Microsoft": Form("wav", "adpcm_ms", "audio/wav", 8_000),
    "wav, PCM 8": Form("wav", "pcm_u8", "audio/wav"),
    "wav, PCM 16": WAV,
    "wav, PCM 24": Form("wav", "pcm_s24le", "audio/wav"),
    "wav, PCM float": Form("wav", "pcm_f32le", "audio/wav"),
    "wav, mu-law": MULAW,
    "wave64": Form("w64", "pcm_s16le", "audio/wav"),
    "webm": WEBM,
    "wma": Form("asf", "wmav2", "audio/x-ms-wma", codec_options=(("b", "64000"),)),
}
