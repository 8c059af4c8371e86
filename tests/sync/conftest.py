"""Hypothesis on a machine of any speed; the two harnesses."""

from hypothesis import HealthCheck, settings

settings.register_profile("laws", deadline=None, suppress_health_check=[HealthCheck.too_slow])  # slow is not wrong
settings.load_profile("laws")
