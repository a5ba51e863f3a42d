"""The samples of a sound file as recognisers take them: one channel, 16 kHz, 16 bits."""

from collections.abc import Iterator

import av

from callinsight.adapters.sound_decoding import (
    DECODING_ERRORS,
    UnreadableSoundError,
    decoded,
    opened_sound,
)

MIXED = "mixed"
RATE = 16_000


def samples_of(path: str, channel: str) -> Iterator[bytes]:
    """Yield one channel's samples piece by piece, so that hours of sound need no memory."""
    container, stream = opened_sound(path)
    layout, plane = ("mono", 0) if channel == MIXED else (None, int(channel))
    resampler, shape = _resampler(layout), None
    for frame in decoded(container, stream):
        before, shape = shape, (frame.format.name, frame.layout.name, frame.sample_rate)
        if before not in {None, shape}:
            # Some codecs find their rate or channels only after the first packets.
            resampler = _resampler(layout)
        try:
            pieces = resampler.resample(frame)
        except DECODING_ERRORS as error:
            raise UnreadableSoundError("unreadable") from error
        for piece in pieces:
            # A sound that goes on with fewer channels goes on in the last of them.
            yield bytes(piece.planes[min(plane, len(piece.planes) - 1)])[: 2 * piece.samples]


def _resampler(layout: str | None) -> av.AudioResampler:
    return av.AudioResampler(format="s16p", layout=layout, rate=RATE)
