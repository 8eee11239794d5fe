"""Why the system refused a file, in plain words; never the file itself."""

from __future__ import annotations

import errno
import os

_WORDS = {
    errno.ENOSPC: "no space is left on the device",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "the file would be larger than the limit for files",
    errno.EROFS: "the file system is read-only",
    errno.EACCES: "permission is denied",
    errno.EPERM: "permission is denied",
    errno.ENOENT: "there is no such file or directory",
    errno.ENOTDIR: "a part of its path is a file, not a directory",
    errno.ENAMETOOLONG: "its name is too long",
    errno.EIO: "the device reported an error",
    errno.ESTALE: "the file was removed while it was written",
    errno.ENXIO: "nobody reads from this pipe yet",
    errno.EPIPE: "nobody reads from this pipe any more",
}


def reason(error: OSError | ValueError) -> str:
    """A clause without a full stop. A ValueError is a name that cannot be one (it holds a NUL)."""
    if isinstance(error, ValueError):
        return "its name is none that a file can have"
    number = error.errno or 0
    return _WORDS.get(number) or os.strerror(number).lower()
