"""What may never be in a log."""

import io
import json

import pytest
import structlog

from shaiba.log import Sealed, set_up


def test_a_sealed_value_shows_itself_to_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    code = Sealed("K6T129BD4ESG")
    set_up("info")
    structlog.get_logger().info("enrolled", code=code, all=[code])
    out = capsys.readouterr().err
    assert json.loads(out)["event"] == "enrolled"
    assert "K6T1" not in out + f"{code} {code!r} {[code]}"
    assert code.open() == "K6T129BD4ESG"


def test_a_traceback_does_not_show_what_was_sealed() -> None:
    out = io.StringIO()
    sealed = Sealed("the tip")
    try:
        raise RuntimeError(sealed)
    except RuntimeError as error:
        out.write(repr(error))
    assert "the tip" not in out.getvalue()
