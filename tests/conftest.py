"""Settings for all tests: how properties are searched for, how signals come; never a test."""

from __future__ import annotations

import os
import signal

from hypothesis import HealthCheck, settings

# A busy machine is no failure, so nothing is timed; and CI looks at the same examples each time.
settings.register_profile("any", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("any"), derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "any")

# Where the tests were started with Ctrl-C ignored (as by `&`), what they start would ignore it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
