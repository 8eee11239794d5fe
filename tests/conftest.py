"""Settings for all tests: how properties are searched for; never what they are."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# A busy machine is no failure, so nothing is timed; and CI looks at the same examples each time.
settings.register_profile("any", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("any"), derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "any")
