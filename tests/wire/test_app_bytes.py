"""The app's first load stays within its bytes: these are the same on every machine, so it is a test."""

import pytest

from tests.bench import app_bytes


@pytest.fixture(scope="module")
def bytes_of_app() -> app_bytes.AppBytes:
    if not (app_bytes.DIST / "index.html").exists():
        pytest.skip("the app is not built: make app")
    return app_bytes.measure()


def test_the_first_scripts_and_the_loops_worker_fit_together(bytes_of_app: app_bytes.AppBytes) -> None:
    assert 0 < bytes_of_app.js <= app_bytes.JS_BUDGET


def test_the_first_styles_fit(bytes_of_app: app_bytes.AppBytes) -> None:
    assert 0 < bytes_of_app.css <= app_bytes.CSS_BUDGET


def test_the_service_worker_fits(bytes_of_app: app_bytes.AppBytes) -> None:
    assert 0 < bytes_of_app.worker <= app_bytes.WORKER_BUDGET


def test_no_part_that_is_loaded_late_is_too_large(bytes_of_app: app_bytes.AppBytes) -> None:
    assert bytes_of_app.largest_lazy <= app_bytes.LAZY_BUDGET, bytes_of_app.largest_lazy_name


def test_what_is_kept_for_offline_use_fits(bytes_of_app: app_bytes.AppBytes) -> None:
    assert 0 < bytes_of_app.precache <= app_bytes.PRECACHE_BUDGET


def test_what_is_kept_once_the_first_screen_is_there_fits(bytes_of_app: app_bytes.AppBytes) -> None:
    assert 0 < bytes_of_app.seal <= app_bytes.SEAL_BUDGET
